package dev.postern.server.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonObject;
import dev.postern.server.TestCertificates;
import dev.postern.server.TestCertificates.Issued;
import dev.postern.server.http.admin.AdminSite.Answer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Certificates as credentials: what is taken, what is shown, and what is there already. */
final class CertificateCredentialsTest {

  private final AdminSite site = new AdminSite();
  private final String app = site.app("[]").clientId();
  private final String all = "/apps/" + app + "/credentials";

  private static String body(String member, String value) {
    return JsonObject.builder().put("type", "certificate").put(member, value).build().text();
  }

  @Test
  void aCertificateIsShownWithItsDates() {
    Issued own = TestCertificates.selfSigned("CN=mover");
    Answer made = site.post(all, body("pem", own.pem()));
    assertThat(made.status()).isEqualTo(201);
    JsonObject shown = made.body();
    assertThat(Description.text(shown, "type")).isEqualTo("certificate");
    assertThat(Description.text(shown, "hint")).isEqualTo(own.shown().thumbprint().text());
    assertThat(Description.text(shown, "pem")).isEqualTo(own.pem());
    assertThat(Description.text(shown, "not_before")).isEqualTo("2020-01-01T00:00:00Z");
    assertThat(site.get(all + "/" + made.text("id")).body()).isEqualTo(shown);
    assertThat(site.post(all, body("pem", own.pem())).problem()).isEqualTo("409 conflict");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "subject_dn | CN=mover,O=Example",
        "san_dns | mover.example.com",
        "san_uri | spiffe://example/mover",
        "san_ip | 2001:db8::7",
        "san_email | mover@example.com"
      })
  void aNameIsShownAsItWasSent(String member, String value) {
    Answer made = site.post(all, body(member, value));
    assertThat(made.status()).as(made.body().text()).isEqualTo(201);
    assertThat(Description.text(made.body(), member)).isEqualTo(value);
    assertThat(Description.text(made.body(), "hint")).isEqualTo(value);
    assertThat(site.post(all, body(member, value)).problem()).isEqualTo("409 conflict");
  }

  @Test
  void exactlyOneOfThemIsWanted() {
    String name = "\"san_dns\":\"a.example.com\"";
    for (String body :
        new String[] {
          "{\"type\":\"certificate\"}",
          "{\"type\":\"certificate\"," + name + ",\"subject_dn\":\"CN=a\"}",
          "{\"type\":\"certificate\"," + name + ",\"pem\":\"x\"}"
        }) {
      Answer answer = site.post(all, body);
      assertThat(answer.problem()).isEqualTo("400 invalid");
      assertThat(answer.pointers()).containsExactly("/pem");
    }
    Answer mixed = site.post(all, "{\"type\":\"client_secret\"," + name + "}");
    assertThat(mixed.pointers()).containsExactly("/san_dns");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "subject_dn | mover",
        "san_dns | *.example.com",
        "san_uri | mover",
        "san_ip | 192.0.2",
        "san_email | mover"
      })
  void whatIsNoSuchNameIsRefused(String member, String value) {
    Answer answer = site.post(all, body(member, value));
    assertThat(answer.problem()).isEqualTo("400 invalid");
    assertThat(answer.pointers()).containsExactly("/" + member);
  }

  @Test
  void aNameHasALimit() {
    String most = "urn:" + "a".repeat(1_020);
    assertThat(site.post(all, body("san_uri", most)).status()).isEqualTo(201);
    assertThat(site.post(all, body("san_uri", most + "a")).pointers()).containsExactly("/san_uri");
  }

  @Test
  void aCertificateThatCanNeverProveAnythingIsRefused() {
    Issued old =
        TestCertificates.of("CN=old")
            .valid(site.now().minus(Duration.ofDays(2)), site.now().minusSeconds(1))
            .bySelf();
    Issued weak = TestCertificates.of("CN=w").keys(TestCertificates.pair("RSA", 1024)).bySelf();
    for (String pem : new String[] {old.pem(), weak.pem(), "x"}) {
      assertThat(site.post(all, body("pem", pem)).pointers()).containsExactly("/pem");
    }
  }

  @Test
  void anAppMayBeBornWithACertificateAloneAndHasSixteenAtMost() {
    String born =
        site.post(
                "/apps", "{\"name\":\"n\",\"credential\":" + body("san_dns", "a.example.com") + "}")
            .text("client_id");
    String list = "/apps/" + born + "/credentials";
    assertThat(site.get(list).items()).hasSize(1);
    for (int i = 1; i < 16; i++) {
      assertThat(site.post(list, body("san_dns", "a" + i + ".example.com")).status())
          .isEqualTo(201);
    }
    assertThat(site.post(list, body("san_dns", "more.example.com")).problem())
        .isEqualTo("409 conflict");
    assertThat(site.post(list, "{}").status()).isEqualTo(201);
  }

  @Test
  void toDemandOneBindingWhereEitherWasTakenClosesAndTheOtherWayDoesNot() {
    String api = site.api("https://a.example.com", "read");
    for (String[] step :
        new String[][] {
          {"dpop", "closes"},
          {"any", "stays"},
          {"mtls", "closes"},
          {"any", "stays"},
          {"dpop", "closes"},
          {"mtls", "closes"},
          {"none", "stays"},
          {"any", "closes"},
          {"none", "stays"},
          {"mtls", "closes"},
        }) {
      int before = site.closed.size();
      Answer changed = site.patch("/apis/" + api, "{\"proof\":\"" + step[0] + "\"}");
      assertThat(changed.text("proof")).isEqualTo(step[0]);
      assertThat(site.closed.size() > before).as(step[0]).isEqualTo(step[1].equals("closes"));
    }
  }
}
