package dev.postern.checks;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.postern.protocol.OAuthUri;
import dev.postern.protocol.json.JsonObject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An issuer that is not ours: Nimbus signs what this is told to say, right or wrong. */
public final class IdentityProvider {

  static final String ISSUER = "https://idp.example.com/";

  private final ECKey key;

  public IdentityProvider() {
    try {
      key = new ECKeyGenerator(Curve.P_256).keyID(UUID.randomUUID().toString()).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  /** By which it signs. */
  public ECKey key() {
    return key;
  }

  /** Has an app believe this issuer about a subject, by its key; the credential's id. */
  String vouchFor(Operator operator, Caller app, String subject) {
    return believed(operator, app, subject, "\"jwk\":" + key.toPublicJWK());
  }

  /** The same about assertions that may be shown again. */
  String vouchAgainFor(Operator operator, Caller app, String subject) {
    return believed(operator, app, subject, "\"reusable\":true,\"jwk\":" + key.toPublicJWK());
  }

  /** The same by the keys that stand at {@code url}. */
  static String vouchByUrlFor(Operator operator, Caller app, String subject, String url) {
    return believed(operator, app, subject, "\"jwks_uri\":\"" + url + "\"");
  }

  private static String believed(Operator operator, Caller app, String subject, String keys) {
    Answer made =
        operator.admin("POST", "/apps/" + app.id() + "/credentials", credential(subject, keys));
    if (made.status() != 201) {
      throw new AssertionError("no credential: " + made.status() + " " + made.body());
    }
    return made.text("id");
  }

  /** The body that makes an app believe this issuer. */
  static String credential(String subject, String keys) {
    return "{\"type\":\"federated\",\"issuer\":\"%s\",\"subject\":\"%s\",%s}"
        .formatted(ISSUER, subject, keys);
  }

  /** What it says of a subject to {@code audience}, for five minutes. */
  public static JsonObject claims(String subject, String audience) {
    long now = Instant.now().getEpochSecond();
    return JsonObject.builder()
        .put("iss", ISSUER)
        .put("sub", subject)
        .put("aud", audience)
        .put("jti", UUID.randomUUID().toString())
        .put("iat", now)
        .put("exp", now + 300)
        .build();
  }

  /** An assertion that says this. */
  public String sign(JsonObject claims) {
    return sign(claims, null);
  }

  /** With a type in the header, or none. */
  String sign(JsonObject claims, @Nullable String type) {
    JWSHeader.Builder header = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID());
    if (type != null) {
      header.type(new JOSEObjectType(type));
    }
    return sign(header.build(), claims);
  }

  String sign(JWSHeader header, JsonObject claims) {
    try {
      JWSObject jws = new JWSObject(header, new Payload(claims.text()));
      jws.sign(new ECDSASigner(key));
      return jws.serialize();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  /** A token request by an assertion; nothing of the client's own but what is named. */
  static Answer ask(Caller at, String assertion, String... namesAndValues) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", OAuthUri.JWT_BEARER);
    form.put("assertion", assertion);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      form.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return at.post("application/x-www-form-urlencoded", Caller.form(form));
  }
}
