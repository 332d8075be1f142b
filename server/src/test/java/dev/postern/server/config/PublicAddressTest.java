package dev.postern.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.store.IssuerPath;
import dev.postern.store.TenantName;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who each tenant is, by its host or by its path. */
final class PublicAddressTest {

  private static final TenantName HOME = TenantName.DEFAULT;
  private static final TenantName ACME = new TenantName("acme");
  private static final TenantName SLASHED = new TenantName("slashed");
  private static final TenantName HOSTED = new TenantName("hosted");

  private static PublicAddress at(String url) {
    Map<TenantName, IssuerPath> paths =
        Map.of(ACME, new IssuerPath("/acme"), SLASHED, new IssuerPath("/a/slashed/"));
    return new PublicAddress(URI.create(url), "hub.example.com")
        .with(name -> Optional.ofNullable(paths.get(name)));
  }

  @Test
  void anIssuerIsTheHostWithASlashOrThePathAsItWasGiven() {
    PublicAddress address = at("https://auth.example.com");
    assertThat(address.issuer(HOME).text()).isEqualTo("https://auth.example.com/");
    assertThat(address.issuer(HOSTED).text()).isEqualTo("https://hosted.hub.example.com/");
    assertThat(address.issuer(ACME).text()).isEqualTo("https://auth.example.com/acme");
    assertThat(address.issuer(SLASHED).text()).isEqualTo("https://auth.example.com/a/slashed/");
    assertThat(address.prefix(HOME)).isEmpty();
    assertThat(address.prefix(HOSTED)).isEmpty();
    assertThat(address.prefix(SLASHED)).isEqualTo("/a/slashed");
  }

  @Test
  void anIssuerCanBeToldBeforeItsTenantIsThere() {
    PublicAddress address = at("https://auth.example.com");
    TenantName fresh = new TenantName("fresh");
    assertThat(address.issuer(fresh, Optional.of(new IssuerPath("/fresh"))).text())
        .isEqualTo("https://auth.example.com/fresh");
    assertThat(address.issuer(fresh, Optional.empty()).text())
        .isEqualTo("https://fresh.hub.example.com/");
    assertThat(address.issuer(HOME, Optional.empty()).text())
        .isEqualTo("https://auth.example.com/");
  }

  @Test
  void consolesAreBesideTheEndpointsUnlessTheyHaveAnAddressOfTheirOwn() {
    PublicAddress beside = at("https://auth.example.com");
    assertThat(beside.ownConsoles()).isEmpty();
    assertThat(beside.consoles()).isSameAs(beside);
    assertThat(beside.console(HOME)).contains("https://auth.example.com/console");
    assertThat(beside.console(HOSTED)).contains("https://hosted.hub.example.com/console");
    assertThat(beside.console(ACME)).contains("https://auth.example.com/acme/console");
    assertThat(at("http://127.0.0.1:8080").console(HOME)).contains("http://localhost:8080/console");
    assertThat(beside.withoutConsoles().console(HOME)).isEmpty();
    assertThat(beside.withoutConsoles().ownConsoles()).isEmpty();

    PublicAddress apart =
        new PublicAddress(URI.create("https://auth.example.com/login"), "hub.example.com")
            .withConsolesAt(URI.create("https://console.example.net"), "console.example.net")
            .with(name ->
                name.equals(ACME) ? Optional.of(new IssuerPath("/acme")) : Optional.empty());
    assertThat(apart.console(HOME)).contains("https://console.example.net/console");
    assertThat(apart.console(HOSTED)).contains("https://hosted.console.example.net/console");
    assertThat(apart.console(ACME)).contains("https://console.example.net/acme/console");
    assertThat(apart.consoles().tenant("console.example.net")).contains(HOME);
    assertThat(apart.consoles().tenant("hosted.console.example.net")).contains(HOSTED);
    assertThat(apart.consoles().tenant("auth.example.com")).isEmpty();
    assertThat(apart.tenant("console.example.net")).isEmpty();
    assertThat(apart.issuer(HOME).text()).isEqualTo("https://auth.example.com/login");
    assertThat(apart.issuer(ACME).text()).isEqualTo("https://auth.example.com/acme");
  }

  @Test
  void thePublicUrlMayHaveAPathAndTenantsLieBesideIt() {
    PublicAddress address = at("https://Example.com:8443/auth/");
    assertThat(address.issuer(HOME).text()).isEqualTo("https://example.com:8443/auth/");
    assertThat(address.issuer(HOME, Optional.empty())).isEqualTo(address.issuer(HOME));
    assertThat(address.issuer(ACME).text()).isEqualTo("https://example.com:8443/acme");
    assertThat(address.issuer(HOSTED).text()).isEqualTo("https://hosted.hub.example.com:8443/");
    assertThat(address.publicUrl()).isEqualTo(URI.create("https://example.com:8443/auth/"));
    assertThat(address.tenant("example.com:8443")).contains(HOME);
    assertThat(at("https://example.com/auth").issuer(HOME).text())
        .isEqualTo("https://example.com/auth");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.com/",
        "https://example.com/Auth",
        "https://example.com/admin",
        "https://example.com/a//b",
        "https://example.com/a/b/c/d/e",
        "https://example.com/auth?x",
        "https://example.com/auth#x",
        "https://u@example.com/auth",
        "ftp://example.com/auth"
      })
  void whatIsNoPublicUrlIsRefused(String url) {
    assertThatIllegalArgumentException().isThrownBy(() -> at(url));
  }

  @Test
  void thePathOfAnIssuerIsBehindThePublicUrlsHost() {
    PublicAddress address = at("https://auth.example.com");
    assertThat(address.pathOf("https://auth.example.com/new")).contains(new IssuerPath("/new"));
    assertThat(address.pathOf("https://auth.example.com/a/new/"))
        .contains(new IssuerPath("/a/new/"));
    for (String none :
        List.of(
            "https://auth.example.com",
            "https://auth.example.com/",
            "https://auth.example.com.evil.example/new",
            "https://auth.example.com:443/new",
            "https://AUTH.example.com/new",
            "http://auth.example.com/new",
            "https://other.example.com/new",
            "https://new.hub.example.com/",
            "https://auth.example.com/service",
            "/new",
            "")) {
      assertThat(address.pathOf(none)).as(none).isEmpty();
    }
  }

  @Test
  void aPublicUrlThatOverlapsATenantsPathIsRefused() {
    List<IssuerPath> others = List.of(new IssuerPath("/a/b"), new IssuerPath("/c/"));
    for (String path : List.of("", "/a/c", "/d", "/cc")) {
      at("https://example.com" + path).checkBeside(others);
    }
    for (String path : List.of("/a", "/a/b", "/a/b/", "/a/b/c", "/c")) {
      assertThatThrownBy(() -> at("https://example.com" + path).checkBeside(others))
          .isInstanceOf(InvalidConfig.class)
          .hasMessageContaining("http.public-url: a tenant has a path already");
    }
  }

  @Test
  void whatTheWorldAskedForIsNamedWithTheTenantsPath() {
    PublicAddress loopback = at("http://127.0.0.1:8080");
    assertThat(loopback.urls(ACME, "/acme/x"))
        .containsExactly("http://127.0.0.1:8080/acme/x", "http://localhost:8080/acme/x");
    assertThat(loopback.urls(HOSTED, "/x")).containsExactly("http://hosted.hub.example.com:8080/x");
    assertThat(at("https://example.com/auth").urls(HOME, "/auth/x"))
        .containsExactly("https://example.com/auth/x");
  }
}
