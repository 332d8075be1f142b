package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.PublicJwk;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.server.TestCertificates;
import dev.postern.server.TestCertificates.Issued;
import dev.postern.server.config.ClientCertificates;
import dev.postern.server.config.JwksUriConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Apps that prove themselves by a certificate (RFC 8705 section 2): over TLS that the server ends,
 * and by what a proxy tells of it.
 */
final class Rfc8705_2ClientAuthenticationTest {

  private static final String STORAGE = "https://storage.example.com";
  private static final String NAME = "CN=mover,O=Example";

  private static final Issued ROOT = TestCertificates.authority("CN=Root,O=Example");
  private static final Issued MIDDLE =
      TestCertificates.of("CN=Middle,O=Example").authority(0).by(ROOT);

  private static final List<AutoCloseable> open = new ArrayList<>();
  private static KeyHost host;
  private static Place tls;
  private static Place proxied;

  /** A server, and the API there. */
  record Place(MtlsSite site, String api, String name) {

    String app(JsonObject credential) {
      return site.app(credential, api).text("client_id");
    }

    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    host = KeyHost.open(folder(folder, "host"));
    open.add(host);
    tls = place(folder(folder, "tls"), ClientCertificates.TLS);
    proxied = place(folder(folder, "proxied"), ClientCertificates.PROXY);
  }

  private static Path folder(Path parent, String name) throws Exception {
    return Files.createDirectories(parent.resolve(name));
  }

  private static Place place(Path folder, ClientCertificates source) throws Exception {
    JwksUriConfig keys = host.allowed();
    MtlsSite site = new MtlsSite(folder(folder, "data"), folder(folder, "keys"), source, keys);
    open.add(site);
    site.trust(ROOT);
    return new Place(site, site.api(STORAGE, "none"), source.name());
  }

  @AfterAll
  static void stop() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  static Stream<Place> places() {
    return Stream.of(tls, proxied);
  }

  private static TestCertificates mover() {
    return TestCertificates.of(NAME);
  }

  private static void taken(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.text("token_type")).isEqualTo("Bearer");
  }

  private static void refused(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(401);
    assertThat(answer.text("error")).isEqualTo("invalid_client");
  }

  // RFC 8705 2.1.2
  @Shows("R-8705-2")
  @ParameterizedTest
  @MethodSource("places")
  void eachOfTheFiveNamesProvesAnAppWhoseCertificateAnAuthorityIssued(Place place) {
    GeneralName[] names = {
      new GeneralName(GeneralName.dNSName, "mover.example.com"),
      new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://example/mover"),
      new GeneralName(GeneralName.iPAddress, "192.0.2.7"),
      new GeneralName(GeneralName.rfc822Name, "mover@example.com")
    };
    Issued named = mover().names(names).by(MIDDLE);
    Issued other = TestCertificates.of("CN=other").by(MIDDLE);
    Issued forged = mover().names(names).by(TestCertificates.authority("CN=Root,O=Example"));
    String[][] wanted = {
      {"subject_dn", NAME},
      {"san_dns", "mover.example.com"},
      {"san_uri", "spiffe://example/mover"},
      {"san_ip", "192.0.2.7"},
      {"san_email", "mover@example.com"}
    };
    for (String[] each : wanted) {
      String app = place.app(MtlsSite.certificate(each[0], each[1]));
      taken(place.site().token(app, named));
      taken(place.site().token(app, named));
      refused(place.site().token(app, other));
      refused(place.site().token(app, forged));
      refused(place.site().token(app, null));
    }
  }

  @Shows("R-8705-2")
  @ParameterizedTest
  @MethodSource("places")
  void theChainHasToStandWhole(Place place) {
    String app = place.app(MtlsSite.certificate("subject_dn", NAME));
    Issued whole = mover().by(MIDDLE);
    assertThat(whole.chain()).hasSize(2);
    taken(place.site().token(app, whole));
    refused(place.site().token(app, new Issued(whole.chain().subList(0, 1), whole.key())));
    refused(place.site().token(app, mover().bySelf()));
    Issued below = mover().by(whole);
    refused(place.site().token(app, below));
  }

  @Shows("R-8705-2")
  @ParameterizedTest
  @MethodSource("places")
  void oneOfTheNamesIsRegisteredAndNoMore(Place place) {
    String two = "{\"type\":\"certificate\",\"san_dns\":\"a.example.com\",\"subject_dn\":\"CN=a\"}";
    String app = place.app(MtlsSite.certificate("san_dns", "a.example.com"));
    assertThat(place.site().admin("POST", "/apps/" + app + "/credentials", two).status())
        .isEqualTo(400);
    assertThat(
            place
                .site()
                .admin("POST", "/apps/" + app + "/credentials", "{\"type\":\"certificate\"}")
                .status())
        .isEqualTo(400);
  }

  // RFC 8705 2
  @Shows({"R-8705-1", "R-8705-4"})
  @ParameterizedTest
  @MethodSource("places")
  void withoutAClientIdACertificateProvesNobodyAndEveryFailureIsTheSame(Place place) {
    String app = place.app(MtlsSite.certificate("subject_dn", NAME));
    String blocked = place.app(MtlsSite.certificate("subject_dn", NAME));
    assertThat(place.site().admin("PATCH", "/apps/" + blocked, "{\"status\":\"blocked\"}").status())
        .isEqualTo(200);
    Issued good = mover().by(MIDDLE);
    taken(place.site().token(app, good));
    Answer without = place.site().token("", good);
    refused(without);
    for (Answer each :
        List.of(
            place.site().token("app_nobody", good),
            place.site().token("\u00e4", good),
            place.site().token(app, TestCertificates.of("CN=x").by(MIDDLE)),
            place.site().token(app, mover().bySelf()),
            place.site().token(blocked, good),
            place.site().token(app, null))) {
      refused(each);
      assertThat(each.body()).isEqualTo(without.body());
      assertThat(each.header("WWW-Authenticate")).isEqualTo(without.header("WWW-Authenticate"));
    }
  }

  // RFC 8705 7.4
  @Shows("R-8705-2")
  @Test
  void anAuthorityOfOneTenantIsNothingToAnother() throws Exception {
    JsonObject founded = proxied.site().admin("POST", "/tenants", "{\"name\":\"acme\"}").json();
    JsonObject operator = founded.object("operator");
    Operator acme =
        new Operator(
            new Caller(
                founded.string("issuer"),
                operator.string("client_id"),
                operator.string("client_secret")));
    String body =
        "{\"name\":\"n\",\"credential\":%s,\"grants\":[{\"api_id\":\"%s\",\"scopes\":[\"read\"]}]}"
            .formatted(MtlsSite.certificate("subject_dn", NAME).text(), acme.api(STORAGE, "read"));
    String app = acme.admin("POST", "/apps", body).text("client_id");
    HttpCall call =
        HttpCall.post(
            acme.caller().uri("service/oauth/token"),
            "application/x-www-form-urlencoded",
            ("grant_type=client_credentials&client_id=" + app).getBytes(StandardCharsets.US_ASCII));
    Issued good = mover().by(MIDDLE);
    refused(Answer.to(proxied.site().shows(call, good)));
    taken(proxied.site().token(proxied.app(MtlsSite.certificate("subject_dn", NAME)), good));
    String authority = JsonObject.builder().put("name", "n").put("pem", ROOT.pem()).build().text();
    assertThat(acme.admin("POST", "/certificate-authorities", authority).status()).isEqualTo(201);
    taken(Answer.to(proxied.site().shows(call, good)));
  }

  // RFC 8705 2.2
  @Shows("R-8705-3")
  @ParameterizedTest
  @MethodSource("places")
  void aCertificateOfOnesOwnProvesItsAppWhoeverSignedIt(Place place) {
    Issued own = TestCertificates.selfSigned(NAME);
    Issued strange = mover().by(TestCertificates.authority("CN=Nobody knows"));
    for (Issued each : List.of(own, strange)) {
      String app = place.app(MtlsSite.certificate("pem", each.pem()));
      taken(place.site().token(app, each));
      refused(place.site().token(app, TestCertificates.selfSigned(NAME)));
      refused(place.site().token(app, mover().by(MIDDLE)));
    }
  }

  @Shows("R-8705-3")
  @Test
  void itMayStandBesideAKeyInTheAppsKeySet() throws Exception {
    Issued own = TestCertificates.selfSigned(NAME);
    String der = Base64.getEncoder().encodeToString(own.certificate().getEncoded());
    JsonObject jwk =
        JsonObject.builder().putAll(key(own)).put("x5c", JsonArray.ofStrings(List.of(der))).build();
    host.keys(jwk.text());
    JsonObject credential =
        JsonObject.builder()
            .put("type", "public_key")
            .put("jwks_uri", host.url("/certificates.json"))
            .build();
    for (Place place : List.of(tls, proxied)) {
      String app = place.app(credential);
      taken(place.site().token(app, own));
      refused(place.site().token(app, TestCertificates.selfSigned(NAME)));
    }
  }

  private static JsonObject key(Issued issued) throws JsonFault, CertificateEncodingException {
    return PublicJwk.of(issued.certificate().getPublicKey(), SignatureAlgorithm.ES256).json();
  }

  // RFC 8705 2.1.2, RFC 4517 4.2.15
  @Shows("R-8705-5")
  @ParameterizedTest
  @MethodSource("places")
  void namesAreComparedByWhatTheyMean(Place place) {
    Issued good =
        mover()
            .names(
                new GeneralName(GeneralName.iPAddress, "2001:db8::7"),
                new GeneralName(GeneralName.dNSName, "Mover.Example.Com"))
            .by(MIDDLE);
    for (String same : List.of("cn=MOVER, o=example", "2.5.4.3=Mover,O=EXAMPLE")) {
      taken(place.site().token(place.app(MtlsSite.certificate("subject_dn", same)), good));
    }
    taken(
        place
            .site()
            .token(place.app(MtlsSite.certificate("san_ip", "2001:0DB8:0:0:0:0:0:7")), good));
    taken(
        place.site().token(place.app(MtlsSite.certificate("san_dns", "mover.example.com")), good));
    for (String other :
        List.of("O=Example,CN=mover", "CN=mover", "CN=mover\\,O\\=Example", "CN=mover+O=Example")) {
      refused(place.site().token(place.app(MtlsSite.certificate("subject_dn", other)), good));
    }
    refused(place.site().token(place.app(MtlsSite.certificate("san_ip", "2001:db8::8")), good));
  }

  @Shows("R-8705-4")
  @ParameterizedTest
  @MethodSource("places")
  void introspectionAndRevocationTakeItAsWell(Place place) {
    Issued own = TestCertificates.selfSigned(NAME);
    String app = place.app(MtlsSite.certificate("pem", own.pem()));
    String token = place.site().token(app, own).text("access_token");
    Answer told = place.site().post("service/oauth/introspect", app, own, "token", token);
    assertThat(told.status()).as(told.body()).isEqualTo(200);
    assertThat(place.site().post("service/oauth/revoke", app, own, "token", token).status())
        .isEqualTo(200);
    for (String path : List.of("service/oauth/introspect", "service/oauth/revoke")) {
      refused(place.site().post(path, app, null, "token", token));
    }
  }

  // RFC 8705 3.3, RFC 8414 2: only what can work.
  @Shows({"R-8705-8", "R-8414-15"})
  @ParameterizedTest
  @MethodSource("places")
  void theMetadataNamesTheMethods(Place place) throws Exception {
    JsonObject metadata =
        Answer.to(
                place
                    .site()
                    .shows(
                        HttpCall.get(place.site().uri(".well-known/oauth-authorization-server")),
                        null))
            .json();
    for (String endpoint : List.of("token", "introspection", "revocation")) {
      assertThat(metadata.array(endpoint + "_endpoint_auth_methods_supported").strings())
          .contains("tls_client_auth", "self_signed_tls_client_auth", "client_secret_basic");
    }
    assertThat(metadata.member("tls_client_certificate_bound_access_tokens").orElseThrow().text())
        .isEqualTo("true");
  }
}
