package dev.postern.bench.subject;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.postern.bench.process.NotMeasured;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** That an answer holds what was asked for: a JWT that others can verify. */
public final class TokenProof {

  private TokenProof() {}

  /**
   * A key that a token is to be bound to (RFC 9449).
   *
   * @param thumbprint names it
   * @param proof that whoever asks holds it: the value of the request's header {@code DPoP}
   */
  public record HeldKey(String thumbprint, String proof) {}

  /**
   * Asks for one token and for the key set, and checks the one against the other: signature,
   * algorithm, {@code exp}, {@code iat}, the client, and where the invitation names them {@code
   * iss}, {@code aud} and the scope.
   *
   * @throws NotMeasured that says what is wrong
   */
  public static void demand(String system, Http http, Invitation invitation, String algorithm)
      throws NotMeasured, InterruptedException {
    demand(system, http, invitation, algorithm, Optional.empty());
  }

  /** The same, and where there is a key, that the token is bound to it. */
  public static void demand(
      String system, Http http, Invitation invitation, String algorithm, Optional<HeldKey> key)
      throws NotMeasured, InterruptedException {
    try {
      Map<String, String> fields =
          key.map(held -> Map.of("DPoP", held.proof()))
              .orElse(Map.of("Accept", "application/json"));
      HttpResponse<String> answer = http.form(invitation.url(), invitation.body(), fields);
      HttpResponse<String> keys = http.get(invitation.jwks(), Optional.empty());
      if (answer.statusCode() != 200 || keys.statusCode() != 200) {
        throw new NotMeasured(
            "%s answers %d for a token and %d for its keys"
                .formatted(system, answer.statusCode(), keys.statusCode()));
      }
      Map<String, Object> members = JSONObjectUtils.parse(answer.body());
      String token = JSONObjectUtils.getString(members, "access_token");
      Optional<String> problem =
          problem(token, JWKSet.parse(keys.body()), invitation, algorithm, Instant.now());
      if (problem.isEmpty() && key.isPresent()) {
        problem = unbound(members, key.get().thumbprint());
      }
      if (problem.isPresent()) {
        throw new NotMeasured(
            "the token of " + system + " is not what was asked for: " + problem.get());
      }
    } catch (IOException | ParseException | JOSEException e) {
      throw new NotMeasured(system + " gave nothing that can be read: " + e.getMessage());
    }
  }

  /** What is wrong with a token, if anything. */
  static Optional<String> problem(
      String token, JWKSet keys, Invitation invitation, String algorithm, Instant now)
      throws ParseException, JOSEException, NotMeasured {
    SignedJWT jwt = SignedJWT.parse(token);
    JWTClaimsSet claims = jwt.getJWTClaimsSet();
    String client = invitation.clientId();
    return Stream.of(
            wrong(jwt.getHeader().getAlgorithm().getName().equals(algorithm), "alg"),
            wrong(signedByOneOf(keys, jwt), "the signature"),
            wrong(claims.getIssueTime() != null, "iat"),
            wrong(
                claims.getExpirationTime() != null
                    && claims.getExpirationTime().toInstant().isAfter(now),
                "exp"),
            wrong(
                says(invitation.issuer(), List.of(Objects.toString(claims.getIssuer(), ""))),
                "iss"),
            wrong(says(invitation.audience(), claims.getAudience()), "aud"),
            wrong(says(invitation.scope(), scopes(claims)), "scope"),
            wrong(
                Stream.of("client_id", "azp", "sub")
                    .anyMatch(name -> client.equals(claims.getClaim(name))),
                "the client"))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** What is wrong with an answer whose token should be bound to a key, if anything. */
  static Optional<String> unbound(Map<String, Object> answer, String thumbprint)
      throws ParseException {
    Object confirmation =
        SignedJWT.parse(JSONObjectUtils.getString(answer, "access_token"))
            .getJWTClaimsSet()
            .getClaim("cnf");
    boolean bound = confirmation instanceof Map<?, ?> names && thumbprint.equals(names.get("jkt"));
    return Stream.of(
            wrong("DPoP".equals(answer.get("token_type")), "token_type"), wrong(bound, "cnf"))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> wrong(boolean right, String what) {
    return right ? Optional.empty() : Optional.of(what);
  }

  private static boolean says(String wanted, List<String> there) {
    return wanted.isEmpty() || there.contains(wanted);
  }

  private static List<String> scopes(JWTClaimsSet claims) {
    return Stream.of("scope", "scp")
        .map(claims::getClaim)
        .flatMap(claim ->
            switch (claim) {
              case String text -> Stream.of(text.split(" ", -1));
              case List<?> list -> list.stream().map(String::valueOf);
              case null, default -> Stream.empty();
            })
        .toList();
  }

  /** Whether that key of the set which {@code jwt} names made its signature. */
  public static boolean signedByOneOf(JWKSet keys, SignedJWT jwt) throws JOSEException {
    for (JWK key : keys.getKeys()) {
      if (Objects.equals(key.getKeyID(), jwt.getHeader().getKeyID())) {
        JWSVerifier verifier =
            switch (key.getKeyType().getValue()) {
              case "EC" -> new ECDSAVerifier(key.toECKey());
              case "RSA" -> new RSASSAVerifier(key.toRSAKey());
              default -> throw new JOSEException("a key of the type " + key.getKeyType());
            };
        return verifier.supportedJWSAlgorithms().contains(jwt.getHeader().getAlgorithm())
            && jwt.verify(verifier);
      }
    }
    return false;
  }
}
