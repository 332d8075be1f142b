package dev.postern.checks;

import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import dev.postern.server.TestCertificates.Issued;
import dev.postern.server.config.AddressRange;
import dev.postern.server.config.ClientCertificates;
import dev.postern.server.config.HttpConfig;
import dev.postern.server.config.JwksUriConfig;
import dev.postern.server.config.PublicAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A running server that knows its clients' certificates: from TLS that it ends, or from a proxy on
 * this machine, which is whoever calls. Everything is called as the world calls it.
 */
final class MtlsSite implements AutoCloseable {

  /** Of every key store here. */
  static final char[] PASSWORD = "changeit".toCharArray();

  private final RunningServer server;
  private final ClientCertificates source;
  private final Optional<TestCertificate> own;
  private final Caller operator;
  private String token = "";

  /** Opens one; {@code keys} is a folder for its own certificate. */
  MtlsSite(Path data, Path keys, ClientCertificates source, JwksUriConfig jwksUri)
      throws Exception {
    this.source = source;
    this.own =
        source == ClientCertificates.TLS
            ? Optional.of(TestCertificate.make(keys))
            : Optional.empty();
    HttpConfig http =
        new HttpConfig(
            InetAddress.getLoopbackAddress(),
            0,
            own.map(TestCertificate::files),
            source == ClientCertificates.PROXY
                ? List.of(AddressRange.parse("127.0.0.0/8"))
                : List.<AddressRange>of(),
            Optional.empty(),
            PublicAddress.LOCAL_HUB,
            20_000,
            256,
            source);
    this.server = new RunningServer(data, http, jwksUri);
    this.operator = server.operator();
    this.token =
        token(operator.id(), null, "client_secret", operator.secret(), "audience", admin(""))
            .text("access_token");
  }

  String issuer() {
    return operator.issuer();
  }

  Caller operator() {
    return operator;
  }

  URI uri(String path) {
    return operator.uri(path);
  }

  private String admin(String path) {
    return operator.issuer() + "admin/v1" + path;
  }

  /** The same call, showing a certificate, or none. */
  HttpCall shows(HttpCall call, @Nullable Issued shown) {
    if (source != ClientCertificates.PROXY) {
      return own.isEmpty() ? call : call.over(context(shown).getSocketFactory());
    }
    return shown == null ? call : told(call, shown.chain());
  }

  /** As a proxy tells of a certificate (RFC 9440). */
  static HttpCall told(HttpCall call, List<X509Certificate> chain) {
    List<String> all = new ArrayList<>();
    for (X509Certificate each : chain) {
      try {
        all.add(":" + Base64.getEncoder().encodeToString(each.getEncoded()) + ":");
      } catch (CertificateEncodingException e) {
        throw new AssertionError(e);
      }
    }
    HttpCall more = call.header("Client-Cert", all.getFirst());
    return all.size() == 1
        ? more
        : more.header("Client-Cert-Chain", String.join(", ", all.subList(1, all.size())));
  }

  /** TLS that trusts the server, and shows a certificate where there is one. */
  SSLContext context(@Nullable Issued shown) {
    return showing(new ShownKeys(shown));
  }

  /** The same with a certificate that may become another. */
  SSLContext showing(ShownKeys shown) {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("server", serverKeys().getCertificate("a"));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {shown}, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The server's own certificate and key, for an API that stands beside it. */
  KeyStore serverKeys() {
    return own.orElseThrow().keys();
  }

  /** The operator's token for the Admin API. */
  String operatorToken() {
    return token;
  }

  /** A call of the Admin API by the operator; an empty body is none. */
  Answer admin(String method, String path, String body) {
    HttpCall call =
        HttpCall.of(method, URI.create(admin(path)), body.getBytes(StandardCharsets.UTF_8))
            .header("Authorization", "Bearer " + token);
    return Answer.to(
        shows(body.isEmpty() ? call : call.header("Content-Type", "application/json"), null));
  }

  private Answer made(String path, String body) {
    Answer answer = admin("POST", path, body);
    if (answer.status() != 201) {
      throw new AssertionError("not made: " + answer.status() + " " + answer.body());
    }
    return answer;
  }

  /** Defines an API that demands such a proof; its id. */
  String api(String identifier, String proof) {
    return made(
            "/apis",
            "{\"identifier\":\"%s\",\"name\":\"n\",\"proof\":\"%s\",\"scopes\":[{\"name\":\"read\"}]}"
                .formatted(identifier, proof))
        .text("id");
  }

  /** Makes an app with that credential and a grant at APIs; its answer. */
  Answer app(JsonObject credential, String... apis) {
    List<JsonValue> grants = new ArrayList<>();
    for (String api : apis) {
      grants.add(
          JsonObject.builder()
              .put("api_id", api)
              .put("scopes", JsonArray.ofStrings(List.of("read")))
              .build());
    }
    return made(
        "/apps",
        JsonObject.builder()
            .put("name", "An app")
            .put("credential", credential)
            .put("grants", new JsonArray(grants))
            .build()
            .text());
  }

  /** A credential: a certificate, by its text or by one name. */
  static JsonObject certificate(String member, String value) {
    return JsonObject.builder().put("type", "certificate").put(member, value).build();
  }

  /** Trusts an authority; its id. */
  String trust(Issued authority) {
    return made(
            "/certificate-authorities",
            JsonObject.builder().put("name", "n").put("pem", authority.pem()).build().text())
        .text("id");
  }

  /** A token request by that client id, with a certificate, or none. */
  Answer token(String id, @Nullable Issued shown, String... more) {
    return post("service/oauth/token", id, shown, more);
  }

  /** A request in a form by that client id; an empty one is none. */
  Answer post(String path, String id, @Nullable Issued shown, String... more) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "client_credentials");
    if (!id.isEmpty()) {
      form.put("client_id", id);
    }
    for (int i = 0; i < more.length; i += 2) {
      form.put(more[i], more[i + 1]);
    }
    return Answer.to(
        shows(
            HttpCall.post(
                uri(path),
                "application/x-www-form-urlencoded",
                Caller.form(form).getBytes(StandardCharsets.UTF_8)),
            shown));
  }

  @Override
  public void close() {
    server.close();
  }
}
