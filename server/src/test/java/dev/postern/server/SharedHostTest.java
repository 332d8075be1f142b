package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.postern.server.http.Handler;
import dev.postern.server.http.Headers;
import dev.postern.server.http.Reply;
import dev.postern.server.http.RequestHead;
import dev.postern.server.http.Route;
import dev.postern.server.http.Routed;
import dev.postern.server.http.Router;
import dev.postern.store.Head;
import dev.postern.store.IssuerPath;
import dev.postern.store.Profile;
import dev.postern.store.Registry;
import dev.postern.store.Samples;
import dev.postern.store.Tenant;
import dev.postern.store.TenantName;
import dev.postern.store.TenantRegistry;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose a path on the public URL's host is. */
final class SharedHostTest {

  private static final Handler NOTHING = request -> Reply.empty(204);
  private static final String TOKEN = "/service/oauth/token";

  private final Registry registry = new Registry();

  private void tenant(String name, String path) {
    Tenant tenant =
        new Tenant(
            new TenantName(name),
            new IssuerPath(path),
            "key",
            Tenant.Status.ACTIVE,
            Profile.STANDARD,
            Samples.NOW,
            1);
    registry.put(new TenantRegistry(tenant, new Head(1, "hash")));
  }

  private SharedHost shared(Optional<IssuerPath> own) {
    return new SharedHost(
        registry, own, tenant -> new SharedHost.Site(router(tenant), router(tenant)));
  }

  /** A router whose only path says whose it is. */
  private static Router router(TenantName tenant) {
    return new Router(List.of(Route.get("/" + tenant, NOTHING)));
  }

  private static Routed route(Router router, String path) {
    return router.route(
        new RequestHead(
            "GET", "a", path, null, Headers.NONE, InetAddress.getLoopbackAddress(), false));
  }

  private static boolean belongsTo(Router.Other found, String tenant) {
    return route(found.router(), "/" + tenant) instanceof Routed.Found;
  }

  @ParameterizedTest
  @CsvSource({
    "/acme/service/oauth/token, acme, /service/oauth/token",
    "/acme/, acme, /",
    "/acme//x, acme, //x",
    "/acme/../x, acme, /../x",
    "/acme/acme/x, acme, /acme/x",
    "/a/b/c/four/x, four, /x",
    "/realms/slashed/.well-known/openid-configuration, slashed, /.well-known/openid-configuration",
    "/.well-known/oauth-authorization-server/acme, acme, /.well-known/oauth-authorization-server",
    "/.well-known/openid-configuration/realms/slashed, slashed, /.well-known/openid-configuration",
    "/.well-known/x/realms/slashed/, slashed, /.well-known/x/",
    "/.well-known/x/acme/admin/v1, acme, /.well-known/x/admin/v1"
  })
  void itIsWhosePrefixItHasAndIsAskedForWithoutThat(String path, String tenant, String rest) {
    tenant("acme", "/acme");
    tenant("slashed", "/realms/slashed/");
    tenant("four", "/a/b/c/four");
    Router.Other found = shared(Optional.empty()).of(path).orElseThrow();
    assertThat(belongsTo(found, tenant)).isTrue();
    assertThat(found.path()).isEqualTo(rest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "/",
        "acme/x",
        "/acme",
        "/acm/x",
        "/acmee/x",
        "/ACME/x",
        "/%61cme/x",
        "//acme/x",
        "/./acme/x",
        "/x/acme/x",
        "/realms",
        "/realms/x",
        "/realms//slashed/x",
        "/a/b/c/d/e/f/g/x",
        "/.well-known/",
        "/.well-known/acme",
        "/.well-known/x",
        "/.well-known/x/",
        "/.well-known/x//acme",
        "/.well-known/x/acmee",
        "/.well-known/x/realms"
      })
  void everythingElseIsNobodys(String path) {
    tenant("acme", "/acme");
    tenant("slashed", "/realms/slashed/");
    assertThat(shared(Optional.empty()).of(path)).isEmpty();
  }

  @Test
  void theLongestPathIsLookedForAndNothingLonger() {
    String longest = "/" + "a".repeat(IssuerPath.LIMIT - 1);
    tenant("acme", longest);
    SharedHost shared = shared(Optional.empty());
    assertThat(shared.of(longest + "/x").map(Router.Other::path)).contains("/x");
    assertThat(shared.of("/.well-known/x" + longest).map(Router.Other::path))
        .contains("/.well-known/x");
    for (String longer : List.of("a", "/" + "b".repeat(100_000))) {
      assertThat(shared.of("/.well-known/x/b" + longest + longer)).isEmpty();
    }
    assertThat(shared.of(longest + "a/x")).isEmpty();
  }

  @Test
  void theTenantDefaultMayHaveAPathAsWell() {
    SharedHost shared = shared(Optional.of(new IssuerPath("/auth")));
    assertThat(belongsTo(shared.of("/auth/x").orElseThrow(), "default")).isTrue();
    assertThat(belongsTo(shared.of("/.well-known/x/auth").orElseThrow(), "default")).isTrue();
    assertThat(shared.of("/x")).isEmpty();
    tenant("acme", "/acme");
    assertThat(belongsTo(shared.of("/acme/x").orElseThrow(), "acme")).isTrue();
  }

  /** A token of a tenant that has the whole host costs nothing for those who share it. */
  @Test
  void whoHasNoPathPaysNothingForThoseWhoHave() {
    Router router =
        new Router(
            List.of(new Route("POST", TOKEN, NOTHING, 100)), Map.of(), shared(Optional.empty()));
    RequestHead head =
        new RequestHead(
            "POST", "a", TOKEN, null, Headers.NONE, InetAddress.getLoopbackAddress(), false);
    long alone = allocated(router, head);
    for (int i = 0; i < 1000; i++) {
      tenant("t" + i, "/t" + i);
    }
    assertThat(allocated(router, head)).isEqualTo(alone);
  }

  /** Bytes for each of many calls, the least that was seen: what else the JVM does is no cost. */
  private static long allocated(Router router, RequestHead head) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 20; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 10_000; i++) {
        if (!(router.route(head) instanceof Routed.Found)) {
          throw new AssertionError("not found");
        }
      }
      least = Math.min(least, (threads.getCurrentThreadAllocatedBytes() - before) / 10_000);
    }
    return least;
  }
}
