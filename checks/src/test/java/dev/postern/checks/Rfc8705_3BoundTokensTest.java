package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.postern.client.PosternClient;
import dev.postern.client.ProtectedCalls;
import dev.postern.client.TokenSource;
import dev.postern.protocol.OAuthUri;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.server.TestCertificates;
import dev.postern.server.TestCertificates.Issued;
import dev.postern.server.config.ClientCertificates;
import dev.postern.server.config.JwksUriConfig;
import dev.postern.verifier.Verifier;
import dev.postern.verifier.VerifierBuilder;
import dev.postern.verifier.httpserver.BearerAuthenticator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tokens that are bound to a certificate (RFC 8705 sections 3 and 4): asked for over TLS, and shown
 * over TLS to an API that the verifier guards, and to the built-in ones.
 */
final class Rfc8705_3BoundTokensTest {

  private static final String STORAGE = "https://storage.example.com";
  private static final String EITHER = "https://either.example.com";
  private static final String OPEN = "https://open.example.com";

  private static final Issued OWN = TestCertificates.selfSigned("CN=mover");
  private static final Issued OTHER = TestCertificates.selfSigned("CN=mover");

  private static final List<AutoCloseable> open = new ArrayList<>();
  private static MtlsSite site;
  private static String storage;
  private static String app;
  private static String secretApp;
  private static String secret;
  private static URI files;
  private static URI strict;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    site =
        new MtlsSite(
            Files.createDirectories(folder.resolve("data")),
            Files.createDirectories(folder.resolve("keys")),
            ClientCertificates.TLS,
            JwksUriConfig.USUAL);
    open.add(site);
    storage = site.api(STORAGE, "mtls");
    String either = site.api(EITHER, "any");
    String openApi = site.api(OPEN, "none");
    app =
        site.app(MtlsSite.certificate("pem", OWN.pem()), storage, either, openApi)
            .text("client_id");
    Answer made =
        site.app(
            JsonObject.builder().put("type", "client_secret").build(), storage, either, openApi);
    secretApp = made.text("client_id");
    secret = made.text("client_secret");
    String root = guard();
    files = URI.create(root + "/files");
    strict = URI.create(root + "/strict");
  }

  private static String guard() throws Exception {
    HttpsServer api =
        HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    api.setExecutor(threads);
    SSLContext asking = asking();
    api.setHttpsConfigurator(
        new HttpsConfigurator(asking) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters usual = asking.getDefaultSSLParameters();
            usual.setWantClientAuth(true);
            parameters.setSSLParameters(usual);
          }
        });
    String root = "https://127.0.0.1:" + api.getAddress().getPort();
    context(api, "/files", builder());
    context(api, "/strict", builder().requireMtls());
    api.start();
    open.add(() -> api.stop(0));
    open.add(threads);
    return root;
  }

  private static VerifierBuilder builder() {
    return Verifier.builder(site.issuer(), STORAGE).tls(site.context(null).getSocketFactory());
  }

  private static void context(HttpsServer api, String path, VerifierBuilder builder) {
    Verifier verifier = builder.build();
    open.add(verifier);
    api.createContext(
            path,
            exchange -> {
              exchange.sendResponseHeaders(204, -1);
              exchange.close();
            })
        .setAuthenticator(new BearerAuthenticator(verifier, "read"));
  }

  /** TLS of the API: with the server's certificate, and any of a client. */
  private static SSLContext asking() throws Exception {
    KeyStore keys = site.serverKeys();
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, MtlsSite.PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), new TrustManager[] {new Anybody()}, null);
    return context;
  }

  /** What an API does that takes self-signed certificates: the token says which is wanted. */
  private static final class Anybody extends X509ExtendedTrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  @AfterAll
  static void stop() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private static JsonObject claims(String token) throws JsonFault {
    return new JsonReader(JsonLimits.REQUEST)
        .object(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
  }

  private static String confirmation(Issued issued) {
    return "{\"x5t#S256\":\"" + issued.shown().thumbprint() + "\"}";
  }

  private static Answer bySecret(@Nullable Issued shown, String audience) {
    return site.token(secretApp, shown, "client_secret", secret, "audience", audience);
  }

  private static Answer call(URI address, String token, @Nullable Issued shown) {
    return Answer.to(
        site.shows(HttpCall.get(address).header("Authorization", "Bearer " + token), shown));
  }

  private static void refused(Answer answer) {
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("WWW-Authenticate").orElseThrow())
        .contains("Bearer ", "error=\"invalid_token\"");
  }

  // RFC 8705 3.1
  @Shows({"R-8705-6", "R-9700-2"})
  @Test
  void aBoundTokenNamesTheCertificateAndIsABearerToken() throws Exception {
    Answer answer = site.token(app, OWN, "audience", STORAGE);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.text("token_type")).isEqualTo("Bearer");
    assertThat(claims(answer.text("access_token")).object("cnf").text())
        .isEqualTo(confirmation(OWN));
    String plain = site.token(app, OWN, "audience", OPEN).text("access_token");
    assertThat(claims(plain).has("cnf")).as("where nobody demands it").isFalse();
  }

  // RFC 8705 4
  @Shows("R-8705-10")
  @Test
  void anAppThatProvesItselfOtherwiseBindsToTheCertificateOnItsConnection() throws Exception {
    for (Issued each : List.of(OWN, OTHER)) {
      Answer answer = bySecret(each, STORAGE);
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(claims(answer.text("access_token")).object("cnf").text())
          .isEqualTo(confirmation(each));
    }
  }

  // RFC 8705 4, RFC 7521 4.1: beside the word of another issuer it is no proof, and binds.
  @Shows("R-8705-10")
  @Test
  void anAppThatAnotherIssuerVouchesForBindsToTheCertificateOnItsConnection() throws Exception {
    IdentityProvider provider = new IdentityProvider();
    String credential =
        IdentityProvider.credential("pod", "\"jwk\":" + provider.key().toPublicJWK());
    JsonObject vouched =
        new JsonReader(JsonLimits.REQUEST).object(credential.getBytes(StandardCharsets.UTF_8));
    String pod = site.app(vouched, storage).text("client_id");
    for (String named : List.of("", pod)) {
      String[] more = {
        "grant_type",
        OAuthUri.JWT_BEARER,
        "assertion",
        provider.sign(IdentityProvider.claims("pod", site.issuer()))
      };
      Answer answer = site.token(named, OTHER, more);
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(claims(answer.text("access_token")).object("cnf").text())
          .isEqualTo(confirmation(OTHER));
    }
  }

  // RFC 8705 3.4: what is demanded and not there.
  @Shows("R-8705-13")
  @Test
  void whereACertificateIsDemandedThereIsNoPlainToken() {
    Answer refused = bySecret(null, STORAGE);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("error")).isEqualTo("invalid_request");
    assertThat(refused.body()).doesNotContain("access_token");
    // A key in its place is not what was demanded.
    Prover prover = new Prover();
    URI endpoint = site.uri("service/oauth/token");
    Answer proved =
        Answer.to(
            site.shows(
                HttpCall.post(
                        endpoint,
                        "application/x-www-form-urlencoded",
                        ("grant_type=client_credentials&audience=" + Caller.encode(STORAGE))
                            .getBytes(StandardCharsets.US_ASCII))
                    .header("Authorization", Caller.basic(secretApp, secret))
                    .header("DPoP", prover.proof(Prover.claims("POST", endpoint))),
                null));
    assertThat(proved.status()).isEqualTo(400);
  }

  @Shows({"R-8705-8", "R-8705-13"})
  @Test
  void anAppCanDemandItOfItself() throws Exception {
    Answer made =
        site.app(
            MtlsSite.certificate("pem", OTHER.pem()), site.api("https://own.example.com", "none"));
    String careful = made.text("client_id");
    assertThat(claims(site.token(careful, OTHER).text("access_token")).has("cnf")).isFalse();
    Answer changed = site.admin("PATCH", "/apps/" + careful, "{\"proof\":\"mtls\"}");
    assertThat(changed.text("proof")).isEqualTo("mtls");
    assertThat(claims(site.token(careful, OTHER).text("access_token")).object("cnf").text())
        .isEqualTo(confirmation(OTHER));
  }

  @Shows("R-8705-10")
  @Test
  void whereEitherIsDemandedAKeyOrACertificateWillDo() throws Exception {
    assertThat(claims(bySecret(OWN, EITHER).text("access_token")).object("cnf").text())
        .isEqualTo(confirmation(OWN));
    Answer neither = bySecret(null, EITHER);
    assertThat(neither.status()).isEqualTo(400);
    assertThat(neither.text("error")).isEqualTo("invalid_dpop_proof");
    // Our client, which was told nothing, proves a key.
    assertThat(
            PosternClient.of(site.issuer())
                .tls(site.context(null).getSocketFactory())
                .credentials(secretApp, secret)
                .audience(EITHER)
                .authorization())
        .startsWith("DPoP ");
  }

  // RFC 8705 3
  @Shows("R-8705-7")
  @Test
  void anApiTakesABoundTokenFromItsCertificateAlone() {
    String token = site.token(app, OWN, "audience", STORAGE).text("access_token");
    for (URI address : List.of(files, strict)) {
      // Twice: what is remembered of the token is not what is remembered of the connection.
      for (int i = 0; i < 2; i++) {
        assertThat(call(address, token, OWN).status()).isEqualTo(204);
        refused(call(address, token, null));
        refused(call(address, token, OTHER));
      }
    }
  }

  // RFC 8705 3.2
  @Shows({"R-8705-6", "R-7662-9"})
  @Test
  void introspectionTellsTheCertificate() throws Exception {
    Issued guardian = TestCertificates.selfSigned("CN=guard");
    String guard = site.app(MtlsSite.certificate("pem", guardian.pem())).text("client_id");
    assertThat(
            site.admin("PATCH", "/apps/" + guard, "{\"acts_for\":[\"" + storage + "\"]}").status())
        .isEqualTo(200);
    String token = site.token(app, OWN, "audience", STORAGE).text("access_token");
    JsonObject told = site.post("service/oauth/introspect", guard, guardian, "token", token).json();
    assertThat(told.object("cnf").text()).isEqualTo(confirmation(OWN));
    assertThat(told.string("token_type")).isEqualTo("Bearer");
  }

  @Shows("R-8705-7")
  @Test
  void theBuiltInApisTakeABoundTokenFromItsCertificateAlone() throws Exception {
    String identity =
        Answer.to(
                site.shows(
                    HttpCall.get(site.uri("admin/v1/apis"))
                        .header("Authorization", "Bearer " + site.operatorToken()),
                    null))
            .json()
            .array("items")
            .values()
            .stream()
            .map(JsonObject.class::cast)
            .filter(api -> Admin.text(api, "identifier").endsWith("identity/v2/manage"))
            .map(api -> Admin.text(api, "id"))
            .findFirst()
            .orElseThrow();
    String mover = site.app(MtlsSite.certificate("pem", OWN.pem())).text("client_id");
    assertThat(
            site.admin(
                    "PUT",
                    "/apps/" + mover + "/grants/" + identity,
                    "{\"scopes\":[\"profile:read\"]}")
                .status())
        .isEqualTo(201);
    assertThat(site.admin("PATCH", "/apis/" + identity, "{\"proof\":\"mtls\"}").text("proof"))
        .isEqualTo("mtls");
    String token =
        site.token(mover, OWN, "audience", site.issuer() + "identity/v2/manage")
            .text("access_token");
    URI account = site.uri("identity/v2/manage/account?email=x@example.com");
    Answer passed = call(account, token, OWN);
    assertThat(passed.status()).as(passed.body()).isNotEqualTo(401);
    refused(call(account, token, null));
    refused(call(account, token, OTHER));
    JsonObject described =
        Answer.to(
                site.shows(
                    HttpCall.get(
                        site.uri(".well-known/oauth-protected-resource/identity/v2/manage")),
                    null))
            .json();
    assertThat(described.member("tls_client_certificate_bound_access_tokens").orElseThrow().text())
        .isEqualTo("true");
  }

  @Shows({"R-8705-7", "R-8705-10"})
  @Test
  void ourClientShowsItsCertificateWithoutItsCallerThinkingOfIt() throws Exception {
    PosternClient client = PosternClient.of(site.issuer()).certificate(site.context(OWN));
    for (PosternClient.App each :
        List.of(client.credentials(app), client.credentials(secretApp, secret))) {
      TokenSource tokens = each.audience(STORAGE);
      assertThat(claims(tokens.token().value()).object("cnf").text()).isEqualTo(confirmation(OWN));
      assertThat(tokens.send(HttpCall.get(strict), 100).status()).isEqualTo(204);
      assertThat(
              new ProtectedCalls(tokens)
                  .send(HttpRequest.newBuilder(strict), BodyHandlers.discarding())
                  .statusCode())
          .isEqualTo(204);
    }
  }

  @Shows("R-8705-7")
  @Test
  void aWorkloadWithoutASecretBindsItsTokensToItsCertificate(@TempDir Path folder)
      throws Exception {
    IdentityProvider provider = new IdentityProvider();
    String trust =
        IdentityProvider.credential("bound pod", "\"jwk\":" + provider.key().toPublicJWK());
    assertThat(site.admin("POST", "/apps/" + secretApp + "/credentials", trust).status())
        .isEqualTo(201);
    Path file = folder.resolve("token");
    Files.writeString(file, provider.sign(IdentityProvider.claims("bound pod", site.issuer())));
    TokenSource tokens =
        PosternClient.of(site.issuer())
            .certificate(site.context(OWN))
            .assertion(file)
            .audience(STORAGE);
    assertThat(claims(tokens.token().value()).object("cnf").text()).isEqualTo(confirmation(OWN));
    assertThat(tokens.send(HttpCall.get(strict), 100).status()).isEqualTo(204);
  }
}
