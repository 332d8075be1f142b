package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.store.TenantName;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The key sets that every tenant publishes (RFC 7517 section 5, RFC 7638 section 3). */
final class Rfc7517_5KeySetTest {

  private static final String KEYS = "service/oauth/jwks";
  private static final String FEED_KEYS = "service/oauth/revocations/jwks";

  private static RunningServer server;
  private static Caller home;
  private static Caller acme;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);
    home = server.operator();
    acme = server.found(new TenantName("acme"));
    for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
      server.api("https://" + algorithm + ".example.com", algorithm, "a");
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static List<JsonObject> keys(Caller tenant, String path) throws Exception {
    List<JsonObject> keys = new ArrayList<>();
    JsonObject set = Answer.to(HttpCall.get(tenant.uri(path))).json();
    for (JsonValue key : set.array("keys").values()) {
      keys.add((JsonObject) key);
    }
    return keys;
  }

  @Shows({"R-9068-10", "R-8414-12"})
  @Test
  void aKeySetHoldsPublicHalvesAndNothingElse() throws Exception {
    Map<String, Set<String>> shapes =
        Map.of(
            "EC", Set.of("kty", "use", "alg", "kid", "crv", "x", "y"),
            "RSA", Set.of("kty", "use", "alg", "kid", "n", "e"),
            "OKP", Set.of("kty", "use", "alg", "kid", "crv", "x"));
    Set<String> algorithms = new TreeSet<>();
    Set<String> names = new HashSet<>();
    int count = 0;
    for (Caller tenant : List.of(home, acme)) {
      for (String path : List.of(KEYS, FEED_KEYS)) {
        for (JsonObject key : keys(tenant, path)) {
          assertThat(key.members().keySet()).isEqualTo(shapes.get(key.string("kty")));
          assertThat(key.string("use")).isEqualTo("sig");
          algorithms.add(key.string("alg"));
          names.add(key.string("kid"));
          count++;
        }
      }
    }
    int known = SignatureAlgorithm.values().length;
    assertThat(algorithms).contains("ES256", "EdDSA", "PS256", "RS256").hasSize(known);
    assertThat(keys(home, KEYS)).hasSize(known);
    assertThat(names).as("no key serves two sets").hasSize(count).hasSize(known + 3);
  }

  @Shows("R-8725-5")
  @Test
  void everyRsaKeyHasAtLeast2048Bits() throws Exception {
    int rsa = 0;
    for (JsonObject key : keys(home, KEYS)) {
      if (key.string("kty").equals("RSA")) {
        byte[] modulus = Base64.getUrlDecoder().decode(key.string("n"));
        assertThat(new BigInteger(1, modulus).bitLength()).isGreaterThanOrEqualTo(2048);
        rsa++;
      }
    }
    assertThat(rsa).isGreaterThanOrEqualTo(2);
  }

  @Shows("R-7638-1")
  @Test
  void aKeyIsNamedByItsThumbprint() throws Exception {
    // RFC 7638 3.2: the required members alone, in lexicographic order, without blanks.
    Map<String, List<String>> required =
        Map.of(
            "EC", List.of("crv", "kty", "x", "y"),
            "RSA", List.of("e", "kty", "n"),
            "OKP", List.of("crv", "kty", "x"));
    for (JsonObject key : keys(home, KEYS)) {
      String json =
          Objects.requireNonNull(required.get(key.string("kty"))).stream()
              .map(name -> "\"" + name + "\":\"" + Admin.text(key, name) + "\"")
              .collect(Collectors.joining(",", "{", "}"));
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(json.getBytes(StandardCharsets.UTF_8));
      assertThat(key.string("kid"))
          .isEqualTo(Base64.getUrlEncoder().withoutPadding().encodeToString(hash));
    }
  }
}
