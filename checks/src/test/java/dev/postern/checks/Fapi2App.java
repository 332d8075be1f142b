package dev.postern.checks;

import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.protocol.token.SigningKey;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.UUID;

/** An app as FAPI 2.0 wants it: proves itself by a key and binds its tokens to another. */
final class Fapi2App {

  private static final String FORM = "application/x-www-form-urlencoded";

  private final Caller caller;
  private final SigningKey key;
  private final Prover prover;

  /** {@code caller}, of whose {@code key} the server knows the public half. */
  Fapi2App(Caller caller, SigningKey key) {
    this(caller, key, new Prover());
  }

  Fapi2App(Caller caller, SigningKey key, Prover prover) {
    this.caller = caller;
    this.key = key;
    this.prover = prover;
  }

  /** A new key for an algorithm. */
  static SigningKey key(SignatureAlgorithm algorithm) {
    try {
      KeyPairGenerator generator =
          switch (algorithm) {
            case ES256 -> curve("secp256r1");
            case ES384 -> curve("secp384r1");
            case EDDSA -> KeyPairGenerator.getInstance("Ed25519");
            case RS256, PS256 -> KeyPairGenerator.getInstance("RSA");
          };
      if (algorithm == SignatureAlgorithm.RS256 || algorithm == SignatureAlgorithm.PS256) {
        generator.initialize(2048);
      }
      KeyPair pair = generator.generateKeyPair();
      return SigningKey.of(pair.getPrivate(), pair.getPublic(), algorithm);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static KeyPairGenerator curve(String name) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(name));
    return generator;
  }

  /** What the Admin API is told of {@code key}, with more members, each after a comma. */
  static String credential(SigningKey key, String members) {
    return "{\"type\":\"public_key\",\"jwk\":" + key.publicKey().json().text() + members + "}";
  }

  Caller caller() {
    return caller;
  }

  /** The key that it proves itself by. */
  SigningKey key() {
    return key;
  }

  Prover prover() {
    return prover;
  }

  /** The same app with another key for its tokens. */
  Fapi2App bindingBy(Prover other) {
    return new Fapi2App(caller, key, other);
  }

  /** What a good assertion says: a new one each time. */
  JsonObject claims() {
    long now = Instant.now().getEpochSecond();
    return JsonObject.builder()
        .put("iss", caller.id())
        .put("sub", caller.id())
        .put("aud", caller.issuer())
        .put("jti", UUID.randomUUID().toString())
        .put("iat", now)
        .put("exp", now + 60)
        .build();
  }

  String assertion(JsonObject claims) {
    return key.sign("client-authentication+jwt", claims);
  }

  /** What a good proof for the token endpoint says: a new one each time. */
  JsonObject proofClaims() {
    return Prover.claims("POST", Prover.endpoint(caller));
  }

  /** A form with this assertion, for an endpoint below the issuer. */
  HttpCall form(String path, String assertion, String... namesAndValues) {
    byte[] form = KeyCaller.form(assertion, namesAndValues).getBytes(StandardCharsets.US_ASCII);
    return HttpCall.post(caller.uri(path), FORM, form);
  }

  /** The same in JSON. */
  HttpCall json(String path, String assertion, String... namesAndValues) {
    JsonObject.Builder body =
        JsonObject.builder()
            .put("grant_type", "client_credentials")
            .put("client_assertion_type", KeyCaller.TYPE)
            .put("client_assertion", assertion);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      body.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return HttpCall.post(caller.uri(path), "application/json", body.build().bytes());
  }

  /** A token request without a proof. */
  HttpCall request(String assertion, String... namesAndValues) {
    return form("service/oauth/token", assertion, namesAndValues);
  }

  /** A token request with a good assertion and a good proof. */
  Answer ask(String... namesAndValues) {
    return asserting(claims(), namesAndValues);
  }

  /** A token request with an assertion that says this, and a good proof. */
  Answer asserting(JsonObject claims, String... namesAndValues) {
    String proof = prover.proof(proofClaims());
    return caller.send(request(assertion(claims), namesAndValues).header("DPoP", proof));
  }

  /** A token request with a good assertion and this proof. */
  Answer proving(String proof) {
    return caller.send(request(assertion(claims())).header("DPoP", proof));
  }

  /** A token. */
  String token(String... namesAndValues) {
    Answer answer = ask(namesAndValues);
    if (answer.status() != 200) {
      throw new AssertionError("no token: " + answer.status() + " " + answer.body());
    }
    return answer.text("access_token");
  }

  /** What a good proof for a call with this token says. */
  static JsonObject callClaims(URI address, String token) {
    return Prover.claims("GET", address, token);
  }

  /** A GET with this token and this proof. */
  Answer call(URI address, String token, String proof) {
    return caller.send(
        HttpCall.get(address).header("Authorization", "DPoP " + token).header("DPoP", proof));
  }

  /** A call of the Admin API of its tenant, for which it has a token that is bound. */
  Answer admin(String method, String path, String body) {
    String token = token("audience", caller.below("admin/v1"));
    URI address = caller.uri("admin/v1" + path);
    HttpCall call =
        HttpCall.of(method, address, body.getBytes(StandardCharsets.UTF_8))
            .header("Authorization", "DPoP " + token)
            .header("DPoP", prover.proof(Prover.claims(method, address, token)));
    return caller.send(body.isEmpty() ? call : call.header("Content-Type", "application/json"));
  }
}
