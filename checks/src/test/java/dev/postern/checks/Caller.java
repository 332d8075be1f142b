package dev.postern.checks;

import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Somebody with a credential at one tenant: asks for tokens and calls the Admin API with them. */
final class Caller {

  private static final AtomicInteger KEYS = new AtomicInteger();

  private final String issuer;
  private final String id;
  private final String secret;
  private String adminToken = "";

  /** A caller at {@code issuer}, which ends with a slash. */
  Caller(String issuer, String id, String secret) {
    this.issuer = issuer;
    this.id = id;
    this.secret = secret;
  }

  String issuer() {
    return issuer;
  }

  String id() {
    return id;
  }

  String secret() {
    return secret;
  }

  URI uri(String path) {
    return URI.create(issuer + path);
  }

  /** A token request in a form, the secret in the body. */
  Answer ask(String... namesAndValues) {
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
  Answer post(String contentType, String body) {
    return Answer.to(
        HttpCall.post(
            uri("service/oauth/token"), contentType, body.getBytes(StandardCharsets.UTF_8)));
  }

  /** A token for {@code audience}; an assertion error where there is none. */
  String token(String audience) {
    Answer answer = ask("audience", audience);
    if (answer.status() != 200) {
      throw new AssertionError("no token: " + answer.status() + " " + answer.body());
    }
    return answer.text("access_token");
  }

  static String form(Map<String, String> parameters) {
    List<String> parts = new ArrayList<>();
    parameters.forEach((name, value) -> parts.add(encode(name) + "=" + encode(value)));
    return String.join("&", parts);
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** The value of a Basic header for two halves that are sent as they are. */
  static String basic(String id, String secret) {
    return "Basic "
        + Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
  }

  /** A call of the Admin API; {@code body} may be empty. */
  Answer admin(String method, String path, String body) {
    if (adminToken.isEmpty()) {
      adminToken = token(issuer + "admin/v1");
    }
    return call(adminToken, method, "admin/v1" + path, body);
  }

  /** A call with a bearer token. */
  Answer call(String token, String method, String path, String body) {
    HttpCall call =
        HttpCall.of(method, uri(path), body.getBytes(StandardCharsets.UTF_8))
            .header("Authorization", "Bearer " + token);
    if (!body.isEmpty()) {
      call = call.header("Content-Type", "application/json");
    }
    if (method.equals("POST")) {
      call = call.header("Idempotency-Key", "check-" + KEYS.incrementAndGet());
    }
    return Answer.to(call);
  }

  /** Defines an API and gives back its id. */
  String api(String identifier, String... scopes) {
    List<JsonValue> list = new ArrayList<>();
    for (String scope : scopes) {
      list.add(JsonObject.builder().put("name", scope).put("description", "").build());
    }
    JsonObject body =
        JsonObject.builder()
            .put("identifier", identifier)
            .put("name", "An API")
            .put("scopes", new JsonArray(list))
            .build();
    return made(admin("POST", "/apis", body.text())).text("id");
  }

  /** Makes an app without grants and gives back who it is. */
  Caller app(String name) {
    Answer made =
        made(admin("POST", "/apps", JsonObject.builder().put("name", name).build().text()));
    return new Caller(issuer, made.text("client_id"), made.text("client_secret"));
  }

  /** Gives an app scopes at an API, in the place of what it had there. */
  Answer grant(Caller app, String apiId, String... scopes) {
    JsonObject body =
        JsonObject.builder().put("scopes", JsonArray.ofStrings(List.of(scopes))).build();
    Answer answer = admin("PUT", "/apps/" + app.id() + "/grants/" + apiId, body.text());
    if (answer.status() != 200 && answer.status() != 201) {
      throw new AssertionError("not granted: " + answer.status() + " " + answer.body());
    }
    return answer;
  }

  private static Answer made(Answer answer) {
    if (answer.status() != 201) {
      throw new AssertionError("not made: " + answer.status() + " " + answer.body());
    }
    return answer;
  }
}
