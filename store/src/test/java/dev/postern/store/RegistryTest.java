package dev.postern.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Tenants are found by their name and by their path. */
final class RegistryTest {

  private final Registry registry = new Registry();

  private static TenantRegistry at(String name, String path) {
    Tenant tenant = Samples.tenant(new TenantName(name), new IssuerPath(path));
    return new TenantRegistry(tenant, new Head(1, "hash"));
  }

  private static TenantRegistry hosted(String name) {
    return new TenantRegistry(Samples.tenant(new TenantName(name), 1), new Head(1, "hash"));
  }

  @Test
  void aTenantIsFoundByThePrefixOfItsPathsAlone() {
    registry.put(at("acme", "/a/acme/"));
    registry.put(hosted("other"));
    assertThat(registry.pathless()).isFalse();
    assertThat(registry.at("/a/acme")).contains(new TenantName("acme"));
    for (String none : new String[] {"", "/", "/a", "/a/acme/", "/acme", "/other"}) {
      assertThat(registry.at(none)).as(none).isEmpty();
    }
  }

  @Test
  void whoIsGoneHasNoPath() {
    registry.put(at("acme", "/acme"));
    registry.remove(new TenantName("acme"));
    registry.remove(new TenantName("nobody"));
    assertThat(registry.at("/acme")).isEmpty();
    assertThat(registry.pathless()).isTrue();
  }

  @Test
  void whoIsLoadedAnewIsWhereHeIsNow() {
    registry.put(at("acme", "/old"));
    registry.put(at("acme", "/new"));
    assertThat(registry.at("/old")).isEmpty();
    assertThat(registry.at("/new")).contains(new TenantName("acme"));
    registry.put(at("acme", "/new"));
    assertThat(registry.at("/new")).contains(new TenantName("acme"));
    registry.put(hosted("acme"));
    assertThat(registry.pathless()).isTrue();
  }
}
