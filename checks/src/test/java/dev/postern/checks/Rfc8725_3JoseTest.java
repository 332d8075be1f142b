package dev.postern.checks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.sun.net.httpserver.HttpServer;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import dev.postern.protocol.token.SignatureAlgorithm;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which signed messages a resource server takes for tokens (RFC 8725 section 3, RFC 7515, RFC
 * 7519). All are made with a key that the issuer publishes, unless that is the point.
 */
final class Rfc8725_3JoseTest {

  private static final String STORAGE = "https://storage.example.com";

  /** The order of P-256, big-endian. */
  private static final byte[] ORDER =
      HexFormat.of().parseHex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

  private static RunningServer server;
  private static GuardedApi api;
  private static JsonObject claims;
  private static TokenForger es256;
  private static TokenForger rs256;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);
    String storage = server.api(STORAGE, "archive:read");
    server.api("https://rsa.example.com", SignatureAlgorithm.RS256, "a");
    Caller reader = server.app("reader");
    server.grant(reader, storage, "archive:read");
    claims = TokenParts.claims(reader.token(STORAGE));
    es256 = server.forger(SignatureAlgorithm.ES256);
    rs256 = server.forger(SignatureAlgorithm.RS256);
    api = new GuardedApi(server.url() + "/", STORAGE, "archive:read", "archive:write");
    for (TokenForger forger : List.of(es256, rs256)) {
      assertThat(api.bearing(forger.token(claims)).status())
          .as("what is forged well is taken, so that each refusal below has its one reason")
          .isEqualTo(200);
    }
  }

  @AfterAll
  static void stop() {
    api.close();
    server.close();
  }

  private static void assertRefused(String token) {
    Answer answer = api.bearing(token);
    assertThat(answer.status()).as(token).isEqualTo(401);
    assertThat(Challenge.of(answer)).containsEntry("error", "invalid_token");
  }

  private static String withHeader(String header) {
    return es256.jws(header, claims.text());
  }

  @Shows("R-8725-1")
  @Test
  void theKeyDecidesTheAlgorithm() {
    String es = es256.header();
    String rs = rs256.header();
    assertRefused(es256.jws(rs, claims.text()));
    assertRefused(rs256.jws(es, claims.text()));
    assertRefused(rs256.jws(es.replace("ES256", "RS256"), claims.text()));
    assertRefused(rs256.jws(rs.replace("RS256", "PS256"), claims.text()));
    for (String other : List.of("es256", "ES384", "ES256K", "PS256", "RSA-OAEP", "", "dir")) {
      assertRefused(withHeader(es.replace("ES256", other)));
    }
    assertRefused(withHeader(es.replace("\"alg\":\"ES256\",", "")));
  }

  @Shows({"R-8725-2", "R-9068-9"})
  @ParameterizedTest
  @ValueSource(strings = {"none", "None", "NONE", "nOnE"})
  void noneIsNoAlgorithm(String none) {
    String token = withHeader(es256.header().replace("ES256", none));
    assertRefused(token);
    assertRefused(token.substring(0, token.lastIndexOf('.') + 1));
    assertRefused(token.substring(0, token.lastIndexOf('.')));
  }

  @Shows("R-8725-3")
  @Test
  void aSignatureHasItsOneLengthAndItsNumbersAreInRange() {
    String content = TokenForger.content(es256.header(), claims.bytes());
    byte[] good = es256.signature(content);
    byte[] zero = new byte[32];
    byte[] r = Arrays.copyOf(good, 32);
    byte[] s = Arrays.copyOfRange(good, 32, 64);
    byte[] flipped = good.clone();
    flipped[63] ^= 1;
    List<byte[]> bad =
        List.of(
            new byte[64],
            joined(zero, s),
            joined(r, zero),
            joined(ORDER, s),
            joined(r, ORDER),
            joined(ORDER, ORDER),
            flipped,
            Arrays.copyOf(good, 63),
            Arrays.copyOf(good, 65),
            joined(good, good),
            der(r, s));
    for (byte[] signature : bad) {
      assertRefused(content + '.' + TokenForger.base64(signature));
    }
    assertThat(api.bearing(content + '.' + TokenForger.base64(good)).status()).isEqualTo(200);
    String other = TokenForger.content(es256.header(), "{\"sub\":\"root\"}".getBytes(UTF_8));
    assertRefused(other + '.' + TokenForger.base64(good));
  }

  private static byte[] joined(byte[] one, byte[] two) {
    byte[] both = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, both, one.length, two.length);
    return both;
  }

  /** The two numbers as X.509 writes them. */
  private static byte[] der(byte[] r, byte[] s) {
    byte[] numbers = joined(joined(new byte[] {2, 33, 0}, r), joined(new byte[] {2, 33, 0}, s));
    return joined(new byte[] {0x30, (byte) numbers.length}, numbers);
  }

  @Shows("R-8725-5")
  @Test
  void aPublicKeyIsNoSecret() throws Exception {
    String set = Answer.to(HttpCall.get(server.operator().uri("service/oauth/jwks"))).body();
    for (TokenForger forger : List.of(es256, rs256)) {
      String header = "{\"typ\":\"at+jwt\",\"alg\":\"HS256\",\"kid\":\"" + forger.kid() + "\"}";
      String content = TokenForger.content(header, claims.bytes());
      for (byte[] secret : List.of(set.getBytes(UTF_8), jwk(forger.kid()), "x".getBytes(UTF_8))) {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        byte[] tag = mac.doFinal(content.getBytes(US_ASCII));
        assertRefused(content + '.' + TokenForger.base64(tag));
      }
    }
  }

  private static byte[] jwk(String kid) throws Exception {
    JsonObject set = Answer.to(HttpCall.get(server.operator().uri("service/oauth/jwks"))).json();
    for (JsonValue key : set.array("keys").values()) {
      if (((JsonObject) key).string("kid").equals(kid)) {
        return ((JsonObject) key).bytes();
      }
    }
    throw new AssertionError(kid);
  }

  @Shows("R-8725-6")
  @Test
  void noKeyIsTakenFromTheTokenOrFromWhereItPoints() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair attacker = generator.generateKeyPair();
    String jwk =
        new ECKey.Builder(Curve.P_256, (ECPublicKey) attacker.getPublic())
            .keyID(es256.kid())
            .build()
            .toJSONString();
    AtomicInteger hits = new AtomicInteger();
    HttpServer evil =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    evil.createContext(
        "/",
        exchange -> {
          hits.incrementAndGet();
          byte[] body = ("{\"keys\":[" + jwk + "]}").getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    evil.start();
    try {
      String url = "\"http://127.0.0.1:" + evil.getAddress().getPort() + "/jwks\"";
      for (String member :
          List.of("\"jwk\":" + jwk, "\"jku\":" + url, "\"x5u\":" + url, "\"x5c\":[\"AAAA\"]")) {
        String header = es256.header(member);
        assertRefused(signed(header, attacker));
        assertRefused(signed(header.replace(es256.kid(), "attacker"), attacker));
        assertThat(api.bearing(es256.jws(header, claims.text())).status())
            .as("it is passed over")
            .isEqualTo(200);
      }
    } finally {
      evil.stop(0);
    }
    assertThat(hits).hasValue(0);
    for (String kid :
        List.of("../../etc/passwd", "' OR '1'='1", "", "x".repeat(2000), "http://127.0.0.1/")) {
      assertRefused(withHeader(es256.header().replace(es256.kid(), kid)));
    }
    assertRefused(withHeader(es256.header().replace("\"" + es256.kid() + "\"", "1")));
    assertRefused(withHeader("{\"typ\":\"at+jwt\",\"alg\":\"ES256\"}"));
  }

  private static String signed(String header, KeyPair pair) throws Exception {
    String content = TokenForger.content(header, claims.bytes());
    Signature engine = SignatureAlgorithm.ES256.engine();
    engine.initSign(pair.getPrivate());
    engine.update(content.getBytes(US_ASCII));
    return content + '.' + TokenForger.base64(engine.sign());
  }

  @Shows({"R-8725-7", "R-9068-1"})
  @ParameterizedTest
  @ValueSource(
      strings = {
        "JWT",
        "jwt",
        "",
        "at+jws",
        "at+jwt ",
        "revocations+jwt",
        "client-authentication+jwt",
        "dpop+jwt",
        "secevent+jwt",
        "token-introspection+jwt",
        "statuslist+jwt",
        "application/jwt"
      })
  void anotherKindOfMessageIsNoToken(String type) {
    assertRefused(withHeader(es256.typed(type)));
    assertRefused(withHeader(es256.header().replace("\"typ\":\"at+jwt\",", "")));
  }

  /** Signed by the key of a token that opens the Admin API. */
  @Shows("R-8725-7")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "JWT",
        "revocations+jwt",
        "client-authentication+jwt",
        "dpop+jwt",
        "secevent+jwt",
        "token-introspection+jwt",
        "statuslist+jwt"
      })
  void anotherKindOfMessageOpensNoBuiltInApi(String type) {
    Operator operator = new Operator(server.operator());
    JsonObject rights = TokenParts.claims(operator.adminToken());
    String url = operator.adminAudience() + "/apps";
    String good = es256.token(rights);
    assertThat(Operator.call("GET", url, "", good).status()).isEqualTo(200);
    String other = es256.jws(es256.typed(type), rights.text());
    assertThat(Operator.call("GET", url, "", other).status()).isEqualTo(401);
  }

  @Shows("R-8725-7")
  @Test
  void aMessageOfTheFeedIsNoToken() {
    assertRefused(
        Answer.to(HttpCall.get(server.operator().uri("service/oauth/revocations"))).body());
  }

  @Shows("R-8725-8")
  @Test
  void claimsAreJsonInUtf8() {
    String text = claims.text();
    assertRefused(es256.jws(es256.header(), text.getBytes(UTF_16)));
    String accented = text.replaceFirst("}$", ",\"own\":\"\u00e9\"}");
    assertRefused(es256.jws(es256.header(), accented.getBytes(ISO_8859_1)));
    assertThat(api.bearing(es256.jws(es256.header(), accented)).status()).isEqualTo(200);
    assertRefused(es256.jws(es256.header(), "\ufeff" + text));
    for (String none : List.of("[]", "null", "\"x\"", "{}x", "{", "")) {
      assertRefused(es256.jws(es256.header(), none));
    }
  }

  @Shows("R-7515-1")
  @Test
  void noMemberStandsTwice() {
    String header = es256.header();
    assertRefused(withHeader(header.replaceFirst("\\{", "{\"alg\":\"ES256\",")));
    assertRefused(withHeader(header.replaceFirst("\\{", "{\"\\\\u0061lg\":\"none\",")));
    for (String again : List.of("\"sub\":\"root\"", "\"own\":{\"a\":1,\"a\":2}")) {
      assertRefused(es256.jws(header, claims.text().replaceFirst("}$", "," + again + "}")));
    }
  }

  @Shows("R-7515-2")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"crit\":[]",
        "\"crit\":[\"exp\"]",
        "\"crit\":[\"own\"],\"own\":1",
        "\"crit\":[\"alg\"]",
        "\"crit\":\"alg\"",
        "\"crit\":[\"b64\"],\"b64\":false",
        "\"b64\":false",
        "\"b64\":true"
      })
  void whatIsCriticalIsNotUnderstood(String member) {
    assertRefused(withHeader(es256.header(member)));
  }

  @Shows("R-7515-3")
  @Test
  void aTokenHasOneSpelling() {
    String token = es256.token(claims);
    String rest = token.substring(token.indexOf('.'));
    String header = token.substring(0, token.indexOf('.'));
    for (String other :
        List.of(token + "=", token + "==", token + ".", "." + token, header + rest + rest)) {
      assertRefused(other);
    }
    for (String other : List.of(header + "=" + rest, header + " " + rest, header + "," + rest)) {
      assertThat(api.bearing(other).status()).as(other).isEqualTo(400);
    }
    // 64 bytes leave four bits over in the last of 86 characters.
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    int last = alphabet.indexOf(token.charAt(token.length() - 1));
    for (int bits = 1; bits < 16; bits++) {
      assertRefused(token.substring(0, token.length() - 1) + alphabet.charAt(last + bits));
    }
    String standard =
        Base64.getEncoder().withoutPadding().encodeToString("{\"a\":\"???>>>\"}".getBytes(UTF_8));
    assertThat(standard).containsAnyOf("+", "/");
    assertRefused(header + '.' + standard + token.substring(token.lastIndexOf('.')));
  }

  @Shows("R-7519-2")
  @Test
  void nothingIsInflatedOrDecryptedAndNothingIsLong() {
    assertRefused(withHeader(es256.header("\"zip\":\"DEF\"")));
    String token = es256.token(claims);
    assertRefused(token + ".AAAA.AAAA");
    String jwe =
        TokenForger.base64(
            "{\"alg\":\"PBES2-HS256+A128KW\",\"enc\":\"A128GCM\",\"p2c\":2147483647,\"p2s\":\"AAAA\",\"zip\":\"DEF\"}"
                .getBytes(UTF_8));
    assertRefused(jwe + ".AAAA.AAAA.AAAA.AAAA");
    String large =
        JsonObject.builder().putAll(claims).put("own", "x".repeat(16_000)).build().text();
    assertRefused(es256.jws(es256.header(), large));
  }
}
