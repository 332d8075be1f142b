package dev.postern.server.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonObject;
import dev.postern.server.TestCertificates;
import dev.postern.server.TestCertificates.Issued;
import dev.postern.server.http.admin.AdminSite.Answer;
import dev.postern.server.http.admin.AdminSite.Party;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Whom a tenant trusts to vouch for its apps, and who may say so. */
final class CertificateAuthoritiesTest {

  private static final String ALL = "/certificate-authorities";

  private final AdminSite site = new AdminSite();

  /** What names an authority with that certificate. */
  static String body(String pem) {
    return JsonObject.builder().put("name", "Machines").put("pem", pem).build().text();
  }

  private Answer send(Issued authority) {
    return site.post(ALL, body(authority.pem()));
  }

  @Test
  void oneIsShownWithAllThatItIsKnownBy() {
    Issued root = TestCertificates.authority("CN=Root,O=Example");
    Answer made = send(root);
    assertThat(made.status()).isEqualTo(201);
    JsonObject shown = made.body();
    assertThat(Description.text(shown, "id")).startsWith("ca_");
    assertThat(Description.text(shown, "pem")).isEqualTo(root.pem());
    assertThat(Description.text(shown, "subject_dn")).isEqualTo("CN=Root,O=Example");
    assertThat(Description.text(shown, "sha256")).isEqualTo(root.shown().thumbprint().text());
    assertThat(Description.text(shown, "not_after")).isEqualTo("2049-01-01T00:00:00Z");
    String path = ALL + "/" + made.text("id");
    assertThat(site.get(path).body()).isEqualTo(shown);
    assertThat(site.get(ALL).items()).containsExactly(shown);
    assertThat(site.delete(path).status()).isEqualTo(204);
    assertThat(site.get(path).problem()).isEqualTo("404 not_found");
    assertThat(site.get(ALL).items()).isEmpty();
  }

  @Test
  void oneTenantsAuthoritiesAreNothingToAnother() {
    Party acme = site.tenant("acme");
    String path = ALL + "/" + send(TestCertificates.authority("CN=Root")).text("id");
    assertThat(site.call("GET", path).as(acme).send().problem()).isEqualTo("404 not_found");
    assertThat(site.call("DELETE", path).as(acme).send().problem()).isEqualTo("404 not_found");
    assertThat(site.call("GET", ALL).as(acme).send().items()).isEmpty();
    assertThat(site.get(path).status()).isEqualTo(200);
  }

  @Test
  void noneTwiceAndTwentyAtMost() {
    Issued root = TestCertificates.authority("CN=Root");
    assertThat(send(root).status()).isEqualTo(201);
    // The same in another dress.
    assertThat(site.post(ALL, body("\n" + root.pem().replace("\n", "\r\n"))).problem())
        .isEqualTo("409 conflict");
    for (int i = 1; i < 20; i++) {
      assertThat(send(TestCertificates.authority("CN=Root")).status()).isEqualTo(201);
    }
    assertThat(send(TestCertificates.authority("CN=Root")).problem()).isEqualTo("409 conflict");
  }

  @Test
  void whatCannotVouchIsRefused() {
    Issued root = TestCertificates.authority("CN=Root");
    Issued old =
        TestCertificates.of("CN=Old")
            .authority(0)
            .valid(site.now().minus(Duration.ofDays(2)), site.now().minusSeconds(1))
            .bySelf();
    for (String pem :
        new String[] {
          "",
          "x",
          root.pem() + root.pem(),
          root.pem() + "x",
          root.pem().replace("CERTIFICATE", "PRIVATE KEY"),
          root.pem().substring(0, 200),
          "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
          " ".repeat(12_001) + root.pem(),
          TestCertificates.selfSigned("CN=client").pem(),
          old.pem(),
        }) {
      Answer answer = site.post(ALL, body(pem));
      assertThat(answer.problem()).as(pem).isEqualTo("400 invalid");
      assertThat(answer.pointers()).as(pem).containsExactly("/pem");
    }
    assertThat(site.post(ALL, "{\"name\":\"n\"}").pointers()).containsExactly("/pem");
  }

  /** Whom it vouches for is for its owner to say: he could be any app that is known by a name. */
  @Test
  void whoTrustsOneHoldsAllThatAnAppCould() {
    String body = body(TestCertificates.authority("CN=Root").pem());
    String token = site.token(site.operator, "apps:write apps:read");
    Answer refused = site.call("POST", ALL).token(token).json(body).send();
    assertThat(refused.problem()).isEqualTo("403 not_held");
    assertThat(refused.body().text()).contains("apis:write", "tenants:write");
    Party weaker = site.admin("apps:write");
    assertThat(site.call("POST", ALL).as(weaker).json(body).send().problem())
        .isEqualTo("403 not_held");
    Answer made = site.post(ALL, body);
    assertThat(made.status()).isEqualTo(201);
    // Those prove themselves by what it signs who hold more; and who took it could not put it back.
    String path = ALL + "/" + made.text("id");
    assertThat(site.call("DELETE", path).as(weaker).send().problem()).isEqualTo("403 not_held");
    assertThat(site.delete(path).status()).isEqualTo(204);
  }
}
