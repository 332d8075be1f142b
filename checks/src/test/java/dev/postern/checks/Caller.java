package dev.postern.checks;

import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLSocketFactory;

/** Somebody with a credential at one tenant: asks for tokens. */
public final class Caller {

  private final String issuer;
  private final String id;
  private final String secret;
  private final UnaryOperator<HttpCall> way;

  /** A caller at {@code issuer}. */
  public Caller(String issuer, String id, String secret) {
    this(issuer, id, secret, UnaryOperator.identity());
  }

  private Caller(String issuer, String id, String secret, UnaryOperator<HttpCall> way) {
    this.issuer = issuer;
    this.id = id;
    this.secret = secret;
    this.way = way;
  }

  /** The same caller, who does TLS as {@code factory} does. */
  Caller over(SSLSocketFactory factory) {
    return new Caller(issuer, id, secret, call -> call.over(factory));
  }

  /** Another app that calls in the same way. */
  Caller as(String otherId, String otherSecret) {
    return new Caller(issuer, otherId, otherSecret, way);
  }

  /** What is answered to {@code call} in this caller's way. */
  Answer send(HttpCall call) {
    return Answer.to(way.apply(call));
  }

  public String issuer() {
    return issuer;
  }

  public String id() {
    return id;
  }

  public String secret() {
    return secret;
  }

  /** The address of {@code path} below the issuer. */
  public String below(String path) {
    return issuer.endsWith("/") ? issuer + path : issuer + "/" + path;
  }

  public URI uri(String path) {
    return URI.create(below(path));
  }

  /** A token request in a form, the secret in the body. */
  public Answer ask(String... namesAndValues) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "client_credentials");
    form.put("client_id", id);
    form.put("client_secret", secret);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      form.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return post("application/x-www-form-urlencoded", form(form));
  }

  /** A raw token request. */
  public Answer post(String contentType, String body) {
    return send(
        HttpCall.post(
            uri("service/oauth/token"), contentType, body.getBytes(StandardCharsets.UTF_8)));
  }

  /** Asks what is known of a token. */
  public Answer introspect(String token) {
    return send(about("introspect", token));
  }

  /** Asks for the same as a JWT; the answer's payload. */
  public JsonObject introspectSigned(String token) {
    Answer answer =
        send(about("introspect", token).header("Accept", "application/token-introspection+jwt"));
    if (answer.status() != 200) {
      throw new AssertionError("no answer: " + answer.status() + " " + answer.body());
    }
    try {
      byte[] payload = Base64.getUrlDecoder().decode(answer.body().split("\\.", -1)[1]);
      return new JsonReader(JsonLimits.REQUEST).object(payload);
    } catch (JsonFault e) {
      throw new AssertionError(answer.body(), e);
    }
  }

  /** Gives a token back. */
  public Answer revoke(String token) {
    return send(about("revoke", token));
  }

  /** A request about a token in a form, the secret in the body. */
  public HttpCall about(String endpoint, String token) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("client_id", id);
    form.put("client_secret", secret);
    form.put("token", token);
    return HttpCall.post(
        uri("service/oauth/" + endpoint),
        "application/x-www-form-urlencoded",
        form(form).getBytes(StandardCharsets.UTF_8));
  }

  /** A token for {@code audience}; an assertion error where there is none. */
  public String token(String audience) {
    Answer answer = ask("audience", audience);
    if (answer.status() != 200) {
      throw new AssertionError("no token: " + answer.status() + " " + answer.body());
    }
    return answer.text("access_token");
  }

  public static String form(Map<String, String> parameters) {
    List<String> parts = new ArrayList<>();
    parameters.forEach((name, value) -> parts.add(encode(name) + "=" + encode(value)));
    return String.join("&", parts);
  }

  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** The value of a Basic header for two halves that are sent as they are. */
  public static String basic(String id, String secret) {
    return "Basic "
        + Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
  }
}
