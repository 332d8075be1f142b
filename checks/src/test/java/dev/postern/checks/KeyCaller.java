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
import dev.postern.protocol.json.JsonNumber;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * An app that proves itself by assertions, as a client of somebody else's makes them: Nimbus signs
 * what this is told to say, right or wrong.
 */
public final class KeyCaller {

  /** The one type of assertion that there is. */
  public static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  private final Caller app;
  private final ECKey key;

  private KeyCaller(Caller app, ECKey key) {
    this.app = app;
    this.key = key;
  }

  /** {@code app}, with one more credential: a new key, of which {@code operator} is told. */
  public static KeyCaller of(Caller app, Operator operator) {
    return of(app, operator, "");
  }

  /** The same with more members of the credential, each after a comma. */
  public static KeyCaller of(Caller app, Operator operator, String members) {
    try {
      ECKey key = new ECKeyGenerator(Curve.P_256).keyID(UUID.randomUUID().toString()).generate();
      String body = "{\"type\":\"public_key\",\"jwk\":" + key.toPublicJWK() + members + "}";
      Answer made = operator.admin("POST", "/apps/" + app.id() + "/credentials", body);
      if (made.status() != 201) {
        throw new AssertionError("no key: " + made.status() + " " + made.body());
      }
      return new KeyCaller(app, key);
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  /** {@code app}, which signs with {@code key}, of whose public half the server hears elsewhere. */
  public static KeyCaller signing(Caller app, ECKey key) {
    return new KeyCaller(app, key);
  }

  public Caller app() {
    return app;
  }

  public ECKey key() {
    return key;
  }

  /** What a good client says: a new one each time. */
  public JsonObject claims() {
    long now = Instant.now().getEpochSecond();
    return JsonObject.builder()
        .put("iss", app.id())
        .put("sub", app.id())
        .put("aud", app.issuer())
        .put("jti", UUID.randomUUID().toString())
        .put("iat", now)
        .put("exp", now + 60)
        .build();
  }

  /** The same with one claim in another way. */
  public JsonObject with(String name, JsonValue value) {
    return JsonObject.builder().putAll(claims()).put(name, value).build();
  }

  public JsonObject with(String name, String value) {
    return with(name, new JsonString(value));
  }

  /** The same with a time so many seconds from now, which may be a fraction. */
  public JsonObject at(JsonObject claims, String name, long secondsFromNow) {
    long at = Instant.now().getEpochSecond() + secondsFromNow;
    return JsonObject.builder().putAll(claims).put(name, JsonNumber.of(at)).build();
  }

  public JsonObject without(String name) {
    Map<String, JsonValue> rest = new LinkedHashMap<>(claims().members());
    rest.remove(name);
    return new JsonObject(rest);
  }

  /** The header of a good client. */
  public JWSHeader.Builder header() {
    return new JWSHeader.Builder(JWSAlgorithm.ES256)
        .type(new JOSEObjectType("client-authentication+jwt"))
        .keyID(key.getKeyID());
  }

  public String sign(JsonObject claims) {
    return sign(header().build(), claims);
  }

  public String sign(JWSHeader header, JsonObject claims) {
    try {
      JWSObject jws = new JWSObject(header, new Payload(claims.text()));
      jws.sign(new ECDSASigner(key));
      return jws.serialize();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  /** A signature over parts that no library would make. */
  public String signRaw(String header, String payload) {
    try {
      String content = base64url(header) + "." + base64url(payload);
      return content
          + "."
          + new ECDSASigner(key)
              .sign(header().build(), content.getBytes(StandardCharsets.US_ASCII));
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  public static String base64url(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A token request with a new and good assertion. */
  public Answer ask(String... namesAndValues) {
    return send(sign(claims()), namesAndValues);
  }

  /** A token request with this assertion. */
  public Answer send(String assertion, String... namesAndValues) {
    return app.post("application/x-www-form-urlencoded", form(assertion, namesAndValues));
  }

  /** The form of such a request. */
  public static String form(String assertion, String... namesAndValues) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "client_credentials");
    form.put("client_assertion_type", TYPE);
    form.put("client_assertion", assertion);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      form.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return Caller.form(form);
  }
}
