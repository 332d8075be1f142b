package dev.postern.checks;

import dev.postern.protocol.dpop.DpopCheck;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.SigningKey;
import dev.postern.protocol.token.Thumbprint;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Holds a key and makes proofs by it, good ones and bad ones (RFC 9449 section 4.2). */
public final class Prover {

  private final SigningKey key;

  /** With a new key for ES256. */
  public Prover() {
    this(SigningKey.fresh());
  }

  Prover(SigningKey key) {
    this.key = key;
  }

  public Thumbprint thumbprint() {
    return key.publicKey().thumbprint();
  }

  public JsonObject publicJwk() {
    return key.publicKey().bare();
  }

  /** The header of a good proof. */
  public JsonObject header() {
    return JsonObject.builder()
        .put("typ", "dpop+jwt")
        .put("alg", key.publicKey().algorithm().text())
        .put("jwk", key.publicKey().bare())
        .build();
  }

  /** The claims of a good proof for a request, each with a name of its own. */
  public static JsonObject claims(String method, URI address) {
    return JsonObject.builder()
        .put("jti", UUID.randomUUID().toString())
        .put("htm", method)
        .put("htu", address.toString())
        .put("iat", Instant.now().getEpochSecond())
        .build();
  }

  /** The claims of a good proof for a request with a token. */
  public static JsonObject claims(String method, URI address, String token) {
    return with(claims(method, address), "ath", DpopCheck.hash(token));
  }

  /** {@code all} with a text. */
  public static JsonObject with(JsonObject all, String name, String value) {
    return JsonObject.builder().putAll(all).put(name, value).build();
  }

  /** {@code all} with a number. */
  public static JsonObject with(JsonObject all, String name, long value) {
    return JsonObject.builder().putAll(all).put(name, value).build();
  }

  /** {@code all} with an object. */
  public static JsonObject with(JsonObject all, String name, JsonObject value) {
    return JsonObject.builder().putAll(all).put(name, value).build();
  }

  /** {@code all} without a member. */
  public static JsonObject without(JsonObject all, String name) {
    JsonObject.Builder rest = JsonObject.builder();
    all.members()
        .forEach((each, value) -> {
          if (!each.equals(name)) {
            rest.put(each, value);
          }
        });
    return rest.build();
  }

  public String sign(JsonObject header, JsonObject claims) {
    return key.sign(header, claims);
  }

  /** A proof with these claims and a good header. */
  public String proof(JsonObject claims) {
    return sign(header(), claims);
  }

  /** The token request of {@code caller}, without a proof. */
  public static HttpCall request(Caller caller, String audience) {
    return request(caller, audience, endpoint(caller));
  }

  /** The same at another address. */
  public static HttpCall request(Caller caller, String audience, URI address) {
    String form = "grant_type=client_credentials&audience=" + Caller.encode(audience);
    return HttpCall.post(
            address, "application/x-www-form-urlencoded", form.getBytes(StandardCharsets.US_ASCII))
        .header("Authorization", Caller.basic(caller.id(), caller.secret()));
  }

  /** Makes the token request of {@code caller} with this proof. */
  public static Answer ask(Caller caller, String audience, String proof) {
    return Answer.to(request(caller, audience).header("DPoP", proof));
  }

  /** Makes it so often at once with one proof. */
  public static List<Answer> askAtOnce(int copies, Caller caller, String audience, String proof)
      throws InterruptedException, ExecutionException {
    Callable<Answer> copy = () -> ask(caller, audience, proof);
    List<Answer> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Answer> each : threads.invokeAll(Collections.nCopies(copies, copy))) {
        answers.add(each.get());
      }
    }
    return answers;
  }

  /** Where {@code caller} asks for tokens. */
  public static URI endpoint(Caller caller) {
    return caller.uri("service/oauth/token");
  }

  /** A token of {@code caller} that is bound to the key. */
  public String token(Caller caller, String audience) {
    Answer answer = ask(caller, audience, proof(claims("POST", endpoint(caller))));
    if (answer.status() != 200) {
      throw new AssertionError("no token: " + answer.status() + " " + answer.body());
    }
    return answer.text("access_token");
  }
}
