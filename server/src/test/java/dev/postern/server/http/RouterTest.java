package dev.postern.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouterTest {
  private static final Handler NOTHING = request -> Reply.empty(204);
  private static final ErrorStyle PROBLEM =
      error ->
          Reply.of(
              error.status(), "application/problem+json", "{}".getBytes(StandardCharsets.UTF_8));

  private final Router router =
      new Router(
          List.of(
              Route.get("/admin/v1/apps", NOTHING),
              new Route("POST", "/admin/v1/apps", NOTHING, 100),
              Route.get("/admin/v1/apps/{id}", NOTHING),
              Route.get("/admin/v1/apps/known", NOTHING),
              new Route("PUT", "/admin/v1/apps/{app}/grants/{api}", NOTHING, 100)),
          Map.of("/admin", PROBLEM));

  private Routed route(String method, String path) {
    return router.route(head(method, path));
  }

  private static RequestHead head(String method, String path) {
    return new RequestHead(
        method, "a", path, null, Headers.NONE, InetAddress.getLoopbackAddress(), false);
  }

  private Routed.Found found(String method, String path) {
    return (Routed.Found) route(method, path);
  }

  private Reply refused(String method, String path) {
    return ((Routed.Refused) route(method, path)).reply();
  }

  @Test
  void a_path_is_found_by_method_and_exact_text() {
    assertThat(found("POST", "/admin/v1/apps").route().bodyLimit()).isEqualTo(100);
    assertThat(found("HEAD", "/admin/v1/apps").route().method()).isEqualTo("GET");
    assertThat(found("GET", "/admin/v1/apps/known").pathParameters()).isEmpty();
  }

  @Test
  void a_path_that_is_there_aside_is_not_there_for_other_methods() {
    Router aside = new Router(List.of(Route.aside("/", NOTHING)));
    assertThat(aside.route(head("GET", "/"))).isInstanceOf(Routed.Found.class);
    assertThat(aside.route(head("HEAD", "/"))).isInstanceOf(Routed.Found.class);
    for (String method : List.of("POST", "PUT", "OPTIONS")) {
      Reply reply = ((Routed.Refused) aside.route(head(method, "/"))).reply();
      assertThat(reply.status()).isEqualTo(404);
      assertThat(reply.headers().first("Allow")).isEmpty();
    }
  }

  @Test
  void open_segments_are_decoded() {
    assertThat(found("PUT", "/admin/v1/apps/a%20b/grants/%C3%A4").pathParameters())
        .containsExactlyInAnyOrderEntriesOf(Map.of("app", "a b", "api", "\u00e4"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/admin/v1/apps/",
        "/admin/v1/Apps",
        "/admin/v1/%61pps",
        "/admin/v1/apps/a/b",
        "/administration"
      })
  void other_spellings_are_not_found(String path) {
    assertThat(refused("GET", path).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "admin",
        "//admin",
        "/admin//v1",
        "/admin/../v1",
        "/admin/./v1",
        "/admin/..",
        "/.",
        "/admin/%",
        "/admin/%4",
        "/admin/%zz",
        "/admin/\u00e4",
        "/admin/a b",
        "/admin/a\\b",
        "/admin/v1/apps/%00",
        "/admin/v1/apps/%0A",
        "/admin/v1/apps/%C0%AF",
        "/admin/v1/apps/%ED%A0%80"
      })
  void malformed_paths_are_bad_requests(String path) {
    assertThat(refused("GET", path).status()).isEqualTo(400);
  }

  @Test
  void an_unknown_method_is_told_the_known_ones() {
    for (String method : List.of("DELETE", "OPTIONS", "TRACE", "post")) {
      Reply reply = refused(method, "/admin/v1/apps");
      assertThat(reply.status()).isEqualTo(405);
      assertThat(reply.headers().first("Allow")).contains("GET, HEAD, POST");
    }
  }

  @Test
  void refusals_have_the_style_of_their_prefix() {
    assertThat(refused("GET", "/admin/x").headers().first("Content-Type"))
        .contains("application/problem+json");
    assertThat(new String(refused("GET", "/administration").body(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"error\":\"invalid_request\",\"error_description\":\"There is nothing at this address.\"}");
  }

  @Test
  void a_method_of_a_path_is_given_once() {
    Route route = Route.get("/a", NOTHING);
    assertThatThrownBy(() -> new Router(List.of(route, route)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Router sharing(Router other) {
    return new Router(
        List.of(Route.get("/own", NOTHING), Route.get("/other/{open}", NOTHING)),
        Map.of(),
        path ->
            path.startsWith("/other/") || path.equals("/own")
                ? Optional.of(new Router.Other(other, path.substring("/other".length())))
                : Optional.empty());
  }

  private static Routed route(Router router, String path) {
    return router.route(
        new RequestHead(
            "GET", "a", path, null, Headers.NONE, InetAddress.getLoopbackAddress(), false));
  }

  @Test
  void what_belongs_to_another_router_is_asked_of_it_as_it_knows_it() {
    Router shared = sharing(router);
    assertThat(route(shared, "/other/admin/v1/apps/7"))
        .isInstanceOfSatisfying(
            Routed.Found.class,
            found -> assertThat(found.pathParameters()).containsEntry("id", "7"));
    assertThat(route(shared, "/other/admin/v1/nothing"))
        .isInstanceOfSatisfying(
            Routed.Refused.class,
            refused -> {
              assertThat(refused.reply().status()).isEqualTo(404);
              assertThat(refused.style()).isEqualTo(PROBLEM);
            });
    assertThat(route(shared, "/other//admin/v1/apps"))
        .isInstanceOfSatisfying(
            Routed.Refused.class, refused -> assertThat(refused.reply().status()).isEqualTo(400));
  }

  @Test
  void a_path_of_its_own_is_nobody_elses() {
    assertThat(route(sharing(router), "/own")).isInstanceOf(Routed.Found.class);
    assertThat(route(sharing(router), "/neither"))
        .isInstanceOfSatisfying(
            Routed.Refused.class, refused -> assertThat(refused.reply().status()).isEqualTo(404));
  }
}
