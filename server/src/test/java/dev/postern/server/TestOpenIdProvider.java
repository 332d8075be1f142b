package dev.postern.server;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.PlainObject;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An OpenID provider for tests, on a loopback address, which has somebody signed in already: it
 * demands what the standards demand (OpenID Connect Core section 3.1, RFC 7636), and says what it
 * is told to say, right or wrong.
 */
public final class TestOpenIdProvider implements AutoCloseable {

  /** The client that it knows, and its secret. */
  public static final String CLIENT = "postern";

  /** The secret of the client. */
  public static final String SECRET = "the client's secret & more";

  /** Whom it vouches for, until told otherwise. */
  public record Person(String subject, Map<String, Object> claims) {

    /** Somebody with a name and roles. */
    public static Person of(String subject, String name, String... roles) {
      return new Person(subject, Map.of("name", name, "roles", List.of(roles)));
    }
  }

  /** What no ID token may be protected by. */
  public enum Weak {
    /** Nothing at all. */
    NONE,
    /** The client's own secret, stretched. */
    SECRET
  }

  private record Code(Map<String, String> asked, Instant at) {}

  private final HttpServer server;
  private final Map<String, Code> codes = new ConcurrentHashMap<>();
  private final Map<String, Person> tokens = new ConcurrentHashMap<>();
  private volatile Person person = Person.of("248289761001", "Grace Hopper", "staff");
  private volatile RSAKey key = newKey();
  private volatile @Nullable RSAKey signsWith;
  private volatile @Nullable Weak weak;
  private volatile Consumer<Map<String, Object>> idToken = claims -> {};
  private volatile Consumer<Map<String, Object>> metadata = claims -> {};
  private volatile Consumer<Map<String, Object>> userInfo = claims -> {};
  private volatile JWSAlgorithm algorithm = JWSAlgorithm.RS256;
  private volatile Instant signedInAt = Instant.now().minusSeconds(3_600);
  private volatile int broken;
  private volatile @Nullable String tokenError;
  private volatile CountDownLatch open = new CountDownLatch(0);
  private final Map<String, LongAdder> answered = new ConcurrentHashMap<>();

  /** One that runs. */
  public TestOpenIdProvider() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    on("/.well-known/openid-configuration", asked -> json(metadata()));
    on("/jwks", asked -> new JWKSet(key.toPublicJWK()).toString());
    on("/token", this::token);
    on("/userinfo", this::userInfo);
    server.createContext("/authorize", this::authorize);
    server.start();
  }

  /** What answers a request with a body of JSON. */
  private interface Work {
    String on(Map<String, String> asked);
  }

  /** A request that is refused. */
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(String error) {
      super(error);
    }
  }

  /** Who it is: an issuer. */
  public URI issuer() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Has somebody else be signed in. */
  public void signIn(Person who) {
    person = who;
  }

  /** Changes what it says in ID tokens. */
  public void idToken(Consumer<Map<String, Object>> change) {
    idToken = change;
  }

  /** Changes what it says of itself. */
  public void metadata(Consumer<Map<String, Object>> change) {
    metadata = change;
  }

  /** Changes what it says at its UserInfo endpoint. */
  public void userInfo(Consumer<Map<String, Object>> change) {
    userInfo = change;
  }

  /** Signs so from now on. */
  public void algorithm(JWSAlgorithm other) {
    algorithm = other;
  }

  /** Signs with a key that it does not publish. */
  public void forge() {
    signsWith = newKey();
  }

  /** Protects ID tokens by less than a signature of its own. */
  public void sign(Weak by) {
    weak = by;
  }

  /** Publishes another key, and signs with it. */
  public void rotate() {
    key = newKey();
  }

  /** Answers everything with this status; 0 ends that. */
  public void broken(int status) {
    broken = status;
  }

  /** Refuses every code with this error; null ends that. */
  public void refuse(@Nullable String error) {
    tokenError = error;
  }

  /** Answers nobody until the latch is down; for at most a minute. */
  public void waitFor(CountDownLatch latch) {
    open = latch;
  }

  /** How many requests there were for that path. */
  public long requests(String path) {
    return answered.getOrDefault(path, new LongAdder()).sum();
  }

  private static RSAKey newKey() {
    try {
      return new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private void on(String path, Work work) {
    server.createContext(
        path,
        exchange -> {
          answered.computeIfAbsent(path, _ -> new LongAdder()).increment();
          await();
          int status = broken == 0 ? 200 : broken;
          String body;
          try {
            body = work.on(asked(exchange));
          } catch (Refused e) {
            status = 400;
            body = json(Map.of("error", String.valueOf(e.getMessage())));
          }
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  private void await() {
    try {
      open.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String json(Map<String, Object> members) {
    return JSONObjectUtils.toJSONString(members);
  }

  private Map<String, Object> metadata() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("issuer", issuer().toString());
    all.put("authorization_endpoint", issuer() + "/authorize");
    all.put("token_endpoint", issuer() + "/token");
    all.put("userinfo_endpoint", issuer() + "/userinfo");
    all.put("jwks_uri", issuer() + "/jwks");
    all.put("response_types_supported", List.of("code"));
    all.put("subject_types_supported", List.of("public"));
    all.put("id_token_signing_alg_values_supported", List.of("RS256"));
    all.put("authorization_response_iss_parameter_supported", true);
    metadata.accept(all);
    return all;
  }

  /** Sends the browser back at once: somebody is signed in. */
  private void authorize(HttpExchange exchange) throws IOException {
    Map<String, String> asked = parsed(exchange.getRequestURI().getRawQuery());
    exchange.getResponseHeaders().add("Location", back(asked));
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  /** Where a browser is sent that comes with {@code url}. */
  public URI back(URI url) {
    return URI.create(back(parsed(url.getRawQuery())));
  }

  private String back(Map<String, String> asked) {
    for (String name : List.of("client_id", "redirect_uri", "state", "nonce", "code_challenge")) {
      if (asked.getOrDefault(name, "").isEmpty()) {
        throw new AssertionError(name + " is missing in " + asked);
      }
    }
    String wanted = asked.get("response_type") + " " + asked.get("code_challenge_method");
    if (!wanted.equals("code S256") || !(" " + asked.get("scope") + " ").contains(" openid ")) {
      throw new AssertionError("no authorization code flow with PKCE: " + asked);
    }
    if ("login".equals(asked.get("prompt")) && "0".equals(asked.get("max_age"))) {
      signedInAt = Instant.now();
    }
    String code = UUID.randomUUID().toString();
    codes.put(code, new Code(asked, Instant.now()));
    return asked.get("redirect_uri")
        + "?code="
        + code
        + "&state="
        + encode(text(asked, "state"))
        + "&iss="
        + encode(issuer().toString());
  }

  private static String text(Map<String, String> asked, String name) {
    return Objects.requireNonNull(asked.get(name), name);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private String token(Map<String, String> asked) {
    @Nullable String error = tokenError;
    if (error != null) {
      throw new Refused(error);
    }
    Code code =
        Optional.ofNullable(codes.remove(text(asked, "code")))
            .orElseThrow(() -> new Refused("invalid_grant"));
    boolean ours =
        asked.getOrDefault(":authorization", "").equals(basic())
            || (CLIENT.equals(asked.get("client_id")) && SECRET.equals(asked.get("client_secret")));
    if (!ours) {
      throw new Refused("invalid_client");
    }
    if (!"authorization_code".equals(asked.get("grant_type"))
        || !Objects.equals(asked.get("redirect_uri"), code.asked().get("redirect_uri"))
        || !challenge(asked.getOrDefault("code_verifier", ""))
            .equals(code.asked().get("code_challenge"))) {
      throw new Refused("invalid_grant");
    }
    String token = UUID.randomUUID().toString();
    tokens.put(token, person);
    return json(
        Map.of(
            "access_token",
            token,
            "token_type",
            "Bearer",
            "expires_in",
            60,
            "id_token",
            signed(text(code.asked(), "nonce"))));
  }

  /** RFC 6749 2.3.1 */
  private static String basic() {
    String pair = encode(CLIENT) + ":" + encode(SECRET);
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
  }

  private static String challenge(String verifier) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private String signed(String nonce) {
    Map<String, Object> claims = new HashMap<>(person.claims());
    claims.put("iss", issuer().toString());
    claims.put("sub", person.subject());
    claims.put("aud", CLIENT);
    claims.put("nonce", nonce);
    claims.put("iat", Instant.now().getEpochSecond());
    claims.put("exp", Instant.now().plusSeconds(300).getEpochSecond());
    claims.put("auth_time", signedInAt.getEpochSecond());
    idToken.accept(claims);
    if (weak == Weak.NONE) {
      return new PlainObject(new Payload(claims)).serialize();
    }
    try {
      if (weak == Weak.SECRET) {
        JWSObject jws = new JWSObject(new JWSHeader(JWSAlgorithm.HS256), new Payload(claims));
        jws.sign(new MACSigner((SECRET + " ".repeat(32)).getBytes(StandardCharsets.US_ASCII)));
        return jws.serialize();
      }
      RSAKey with = Objects.requireNonNullElse(signsWith, key);
      JWSObject jws =
          new JWSObject(
              new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(), new Payload(claims));
      jws.sign(new RSASSASigner(with));
      return jws.serialize();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private String userInfo(Map<String, String> asked) {
    String bearer = asked.getOrDefault(":authorization", "");
    Person whose = tokens.get(bearer.replaceFirst("^Bearer ", ""));
    if (whose == null) {
      throw new Refused("invalid_token");
    }
    Map<String, Object> claims = new HashMap<>(whose.claims());
    claims.put("sub", whose.subject());
    userInfo.accept(claims);
    return json(claims);
  }

  private static Map<String, String> asked(HttpExchange exchange) throws IOException {
    Map<String, String> all =
        parsed(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    @Nullable String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    if (authorization != null) {
      all.put(":authorization", authorization);
    }
    return all;
  }

  private static Map<String, String> parsed(@Nullable String form) {
    Map<String, String> all = new HashMap<>();
    if (form == null || form.isEmpty()) {
      return all;
    }
    for (String pair : form.split("&", -1)) {
      String[] halves = pair.split("=", 2);
      String value = halves.length < 2 ? "" : halves[1];
      if (all.put(decode(halves[0]), decode(value)) != null) {
        throw new AssertionError("sent twice: " + pair);
      }
    }
    return all;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
