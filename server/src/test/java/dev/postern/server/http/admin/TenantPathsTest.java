package dev.postern.server.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.server.http.admin.AdminSite.Answer;
import dev.postern.server.http.admin.AdminSite.Party;
import dev.postern.store.TenantName;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tenants whose issuer is given: a path on the public URL's host. */
final class TenantPathsTest {

  private static final String ORIGIN = "http://127.0.0.1:8080";

  private final AdminSite site = new AdminSite();

  private Answer found(String name, String path) {
    return site.post(
        "/tenants", "{\"name\":\"%s\",\"issuer\":\"%s%s\"}".formatted(name, ORIGIN, path));
  }

  @Test
  void theIssuerIsTakenByteForByteAndAllOfTheTenantIsBelowIt() throws Exception {
    for (String path : List.of("/acme", "/realms/slashed/")) {
      String name = path.replaceAll(".*/([a-z]+)/?$", "$1");
      Answer made = found(name, path);
      assertThat(made.status()).isEqualTo(201);
      assertThat(made.text("issuer")).isEqualTo(ORIGIN + path);
      assertThat(site.get("/tenants/" + name).text("issuer")).isEqualTo(ORIGIN + path);
      String below = ORIGIN + (path.endsWith("/") ? path : path + "/");
      assertThat(made.object("operator").string("issuer")).isEqualTo(ORIGIN + path);
      assertThat(made.object("operator").string("token_endpoint"))
          .isEqualTo(below + "service/oauth/token");
      assertThat(made.object("operator").string("admin_audience")).isEqualTo(below + "admin/v1");
      Party operator =
          new Party(
              new TenantName(name),
              made.object("operator").string("client_id"),
              made.object("operator").string("client_secret"));
      Answer app = site.call("POST", "/apps").as(operator).json("{\"name\":\"x\"}").send();
      assertThat(ORIGIN + app.headers().first("Location").orElseThrow())
          .isEqualTo(below + "admin/v1/apps/" + app.text("client_id"));
    }
    assertThat(site.get("/tenants").items()).hasSize(3);
  }

  @Test
  void leftOutOrNullItFollowsTheName() {
    assertThat(site.post("/tenants", "{\"name\":\"acme\",\"issuer\":null}").text("issuer"))
        .isEqualTo("http://acme.hub.localhost:8080/");
    assertThat(site.post("/tenants", "{\"name\":\"more\"}").text("issuer"))
        .isEqualTo("http://more.hub.localhost:8080/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:8080",
        "http://127.0.0.1:8080/",
        "http://127.0.0.1:8080/Acme",
        "http://127.0.0.1:8080/a/b/c/d/e",
        "http://127.0.0.1:8080/acme?x",
        "http://127.0.0.1:8080/acme#x",
        "http://127.0.0.1:8080/service",
        "http://127.0.0.1:8080/admin/v1",
        "http://127.0.0.1:8080/.well-known",
        "http://127.0.0.1:8080/../acme",
        "http://127.0.0.1:8080//acme",
        "http://127.0.0.1:80801/acme",
        "https://127.0.0.1:8080/acme",
        "http://localhost:8080/acme",
        "http://acme.hub.localhost:8080/",
        "https://evil.example.com/acme",
        "acme",
        ""
      })
  void whatCannotBeAnIssuerHereIsRefusedAndNotRepeated(String issuer) {
    long before = site.number();
    Answer refused =
        site.post("/tenants", "{\"name\":\"acme\",\"issuer\":\"%s\"}".formatted(issuer));
    assertThat(refused.problem()).isEqualTo("400 invalid");
    assertThat(refused.pointers()).containsExactly("/issuer");
    assertThat(refused.body().text()).doesNotContain("evil");
    assertThat(site.number()).isEqualTo(before);
  }

  @Test
  void noTwoTenantsPathsOverlap() {
    found("acme", "/a/b");
    for (String path : List.of("/a/b", "/a/b/", "/a", "/a/b/c")) {
      assertThat(found("other", path).problem()).as(path).isEqualTo("409 conflict");
    }
    assertThat(found("acme", "/elsewhere").problem()).isEqualTo("409 conflict");
    assertThat(found("other", "/a/c").status()).isEqualTo(201);
  }

  @Test
  void anIssuerNeverChanges() {
    found("acme", "/acme");
    assertThat(
            site.patch("/tenants/acme", "{\"issuer\":\"%s/other\"}".formatted(ORIGIN)).pointers())
        .containsExactly("/issuer");
    site.patch("/tenants/acme", "{\"status\":\"blocked\"}");
    assertThat(site.patch("/tenants/acme", "{\"status\":\"active\"}").text("issuer"))
        .isEqualTo(ORIGIN + "/acme");
  }
}
