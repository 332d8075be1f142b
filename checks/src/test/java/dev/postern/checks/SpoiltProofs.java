package dev.postern.checks;

import dev.postern.protocol.json.JsonObject;
import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * DPoP proofs that nearly stand (RFC 9449 section 4.3): each has one thing that refuses it, and is
 * called by that.
 */
public final class SpoiltProofs {

  /** Values of {@code htm} that are not {@code POST}. */
  public static final List<String> METHODS = List.of("GET", "PUT", "post", "Post", "POST ", "");

  private final Prover prover;

  /** Proofs of {@code prover}. */
  public SpoiltProofs(Prover prover) {
    this.prover = prover;
  }

  /** Headers that say another type, or none. */
  public Map<String, JsonObject> types() {
    Map<String, JsonObject> headers = new LinkedHashMap<>();
    for (String type :
        List.of(
            "",
            "JWT",
            "at+jwt",
            "dpop",
            "DPOP+JWT",
            "client-authentication+jwt",
            "revocations+jwt",
            "secevent+jwt",
            "statuslist+jwt",
            "token-introspection+jwt")) {
      headers.put("type " + type, Prover.with(prover.header(), "typ", type));
    }
    headers.put("no type", Prover.without(prover.header(), "typ"));
    return headers;
  }

  /** Headers that say another algorithm than the key's, or none. */
  public Map<String, JsonObject> algorithms() {
    Map<String, JsonObject> headers = new LinkedHashMap<>();
    for (String algorithm :
        List.of(
            "none", "None", "NONE", "nOnE", "", "HS256", "HS512", "es256", "ES256K", "ES512",
            "ES384", "RS256", "EdDSA", "RSA1_5", "dir")) {
      headers.put("algorithm " + algorithm, Prover.with(prover.header(), "alg", algorithm));
    }
    headers.put("no algorithm", Prover.without(prover.header(), "alg"));
    return headers;
  }

  /** Headers with another's key, or with none. */
  public Map<String, JsonObject> otherKeys() {
    return Map.of(
        "another's key",
        keyed(new Prover().publicJwk()),
        "no key",
        Prover.without(prover.header(), "jwk"));
  }

  /** Headers that show more of the key than anybody may see. */
  public Map<String, JsonObject> privateKeys() {
    Map<String, JsonObject> headers = new LinkedHashMap<>();
    for (String member : List.of("d", "p", "q", "dp", "dq", "qi", "oth", "k")) {
      headers.put("private " + member, keyed(Prover.with(prover.publicJwk(), member, "AQAB")));
    }
    return headers;
  }

  /** Headers with keys that nobody may use. */
  public Map<String, JsonObject> weakKeys() {
    JsonObject shared = JsonObject.builder().put("kty", "oct").put("k", "AQAB").build();
    String zeros = TokenForger.base64(new byte[32]);
    Map<String, JsonObject> headers = new LinkedHashMap<>();
    headers.put("shared key", keyed(shared));
    headers.put("shared key that is said to be", Prover.with(keyed(shared), "alg", "HS256"));
    headers.put("no point", keyed(Prover.with(prover.publicJwk(), "y", zeros)));
    headers.put("1,024 bits", Prover.with(keyed(rsa(128, "AQAB")), "alg", "RS256"));
    headers.put("exponent 1", Prover.with(keyed(rsa(256, "AQ")), "alg", "RS256"));
    return headers;
  }

  private JsonObject keyed(JsonObject jwk) {
    return Prover.with(prover.header(), "jwk", jwk);
  }

  private static JsonObject rsa(int bytes, String exponent) {
    byte[] odd = new byte[bytes];
    Arrays.fill(odd, (byte) 0xff);
    return JsonObject.builder()
        .put("kty", "RSA")
        .put("n", TokenForger.base64(odd))
        .put("e", exponent)
        .build();
  }

  /** Other spellings of the token endpoint's address, which are the same. */
  public static List<String> spellings(URI endpoint) {
    String address = endpoint.toString();
    return List.of(
        address + "?a=b",
        address + "#c",
        address + "?a=b#c",
        address + "?",
        address.replace("http:", "HTTP:"),
        address.replace("oauth", "%6Fauth"),
        address.replace("oauth/", "x/../oauth/./"));
  }

  /** Addresses that are others. */
  public static List<String> elsewhere(URI endpoint) {
    String address = endpoint.toString();
    String port = ":" + endpoint.getPort();
    return List.of(
        "",
        "/service/oauth/token",
        address + "/",
        address.replace("http:", "https:"),
        address.replace("/service/", "/services/"),
        address.replace("/service/", "//service/"),
        address.replace("token", "Token"),
        address.replace("/oauth", "%2Foauth"),
        address.replace("/service/oauth/token", ""),
        address.replace(port, ""),
        address.replace(port, ":" + (endpoint.getPort() + 1)),
        address.replace("://", "://user@"),
        address.replace(port, port + ".evil.example"),
        address.replace(port, ".evil.example" + port),
        "https://evil.example/service/oauth/token");
  }
}
