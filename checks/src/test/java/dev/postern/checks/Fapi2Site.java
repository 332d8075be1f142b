package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.protocol.token.SigningKey;
import dev.postern.server.config.DpopConfig;
import dev.postern.server.config.JwksUriConfig;
import dev.postern.store.TenantName;
import java.nio.file.Path;
import javax.net.ssl.SSLSocketFactory;

/**
 * A server over TLS with a tenant that is to keep to FAPI 2.0. What a test wants to be there from
 * before is made by {@link #before}; behind {@link #switchOn} the tenant's operator has a key.
 */
final class Fapi2Site implements AutoCloseable {

  /** The API that apps are granted. */
  static final String ACCOUNTS = "https://accounts.example.com";

  private final TestCertificate certificate;
  private final RunningServer server;
  private final Operator installation;
  private final Operator before;
  private final String accounts;
  private final Fapi2App operator;

  Fapi2Site(Path data, Path keys) throws Exception {
    this(data, keys, DpopConfig.Nonce.OPTIONAL, JwksUriConfig.USUAL);
  }

  /** One that wants nonces so, and fetches keys of apps so. */
  Fapi2Site(Path data, Path keys, DpopConfig.Nonce nonce, JwksUriConfig jwksUri) throws Exception {
    certificate = TestCertificate.make(keys);
    server = new RunningServer(data, certificate.files(), nonce, jwksUri);
    installation = new Operator(server.operator().over(tls()));
    Caller founded = server.found(new TenantName("acme")).over(tls());
    before = new Operator(founded);
    accounts = before.api(ACCOUNTS, "read", "write");
    SigningKey key = SigningKey.fresh();
    made(
        before.admin(
            "POST", "/apps/" + founded.id() + "/credentials", Fapi2App.credential(key, "")));
    operator = new Fapi2App(founded, key);
  }

  /** How to trust it. */
  SSLSocketFactory tls() {
    return certificate.trusting().getSocketFactory();
  }

  TestCertificate certificate() {
    return certificate;
  }

  RunningServer server() {
    return server;
  }

  /** The operator of the tenant {@code default}, which keeps to nothing. */
  Operator installation() {
    return installation;
  }

  /** The tenant's operator with its secret; good for nothing once the tenant is strict. */
  Operator before() {
    return before;
  }

  /** The tenant's operator with its key. */
  Fapi2App operator() {
    return operator;
  }

  /** The tenant's issuer. */
  String issuer() {
    return operator.caller().issuer();
  }

  /** The id of {@link #ACCOUNTS}. */
  String accounts() {
    return accounts;
  }

  /** Makes the tenant keep to FAPI 2.0. */
  void switchOn() {
    Answer changed = installation.admin("PATCH", "/tenants/acme", "{\"profile\":\"fapi2\"}");
    assertThat(changed.status()).as(changed.body()).isEqualTo(200);
    assertThat(changed.text("profile")).isEqualTo("fapi2");
  }

  /** A new app of the tenant, while it is not strict, with a new key and a grant. */
  Fapi2App app(String name, SignatureAlgorithm algorithm) {
    return app(name, algorithm, "", accounts, "read");
  }

  /** The same with more members of the key, and another grant. */
  Fapi2App app(
      String name, SignatureAlgorithm algorithm, String members, String api, String scope) {
    SigningKey key = Fapi2App.key(algorithm);
    Answer made =
        made(
            before.admin(
                "POST", "/apps", body(name, Fapi2App.credential(key, members), api, scope)));
    return new Fapi2App(operator.caller().as(made.text("client_id"), ""), key);
  }

  /** What makes an app that is born with this credential and one grant. */
  static String body(String name, String credential, String api, String scope) {
    return "{\"name\":\"%s\",\"credential\":%s,\"grants\":[{\"api_id\":\"%s\",\"scopes\":[\"%s\"]}]}"
        .formatted(name, credential, api, scope);
  }

  static Answer made(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return answer;
  }

  @Override
  public void close() {
    server.close();
  }
}
