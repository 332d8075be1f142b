package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonObject;
import dev.postern.verifier.TokenRefused;
import dev.postern.verifier.Verifier;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What each administrative act closes, seen from a resource server: the tokens that it is meant
 * for, and not one more. Attack cases C1, C9 and A24.
 */
final class AdminSessionsTest {

  private static final String STORAGE = "https://storage.example.com";
  private static final String PRINTER = "https://printer.example.com";
  private static final String BOTH = "{\"scopes\":[\"read\",\"write\"]}";

  private static RunningServer server;
  private static Admin admin;
  private static String storage;
  private static String printer;
  private static Verifier atStorage;
  private static Verifier atPrinter;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);
    admin = server.admin();
    storage = admin.api(STORAGE, "read", "write", "spare");
    printer = admin.api(PRINTER, "read", "write");
    atStorage = Verifier.of(server.url() + "/", STORAGE);
    atPrinter = Verifier.of(server.url() + "/", PRINTER);
  }

  @AfterAll
  static void stop() {
    atStorage.close();
    atPrinter.close();
    server.close();
  }

  /**
   * An app with two credentials and grants at two APIs, a token by each credential for each API,
   * and a neighbour with the same grant.
   */
  static final class Scene {
    final Caller app = granted("app");
    final Caller second = secondCredential(app);
    final String storageToken = app.token(STORAGE);
    final String printerToken = app.token(PRINTER);
    final String secondToken = second.token(STORAGE);
    final String neighbour = granted("neighbour").token(STORAGE);

    private static Caller granted(String name) {
      Caller app = admin.app(name);
      admin.put("/apps/" + app.id() + "/grants/" + storage, BOTH);
      admin.put("/apps/" + app.id() + "/grants/" + printer, BOTH);
      return app;
    }

    private static Caller secondCredential(Caller app) {
      Answer made =
          admin.post("/apps/" + app.id() + "/credentials", "{\"type\":\"client_secret\"}");
      return new Caller(app.issuer(), app.id(), made.text("client_secret"));
    }

    String path() {
      return "/apps/" + app.id();
    }

    String grant() {
      return path() + "/grants/" + storage;
    }

    /** The path of the credential that the app was made with. */
    String credential() {
      return path()
          + "/credentials/"
          + Admin.text(admin.items(path() + "/credentials").getFirst(), "id");
    }

    void revoke(String more) {
      ok(admin.post("/revocations", "{\"client_id\":\"" + app.id() + "\"," + more + "}"));
    }
  }

  record Act(String name, Consumer<Scene> act, boolean storage, boolean print, boolean second) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static void ok(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isBetween(200, 204);
  }

  private static Arguments act(
      String name, boolean storage, boolean print, boolean second, Consumer<Scene> act) {
    return Arguments.of(new Act(name, act, storage, print, second));
  }

  static Stream<Arguments> acts() {
    return Stream.of(appActs(), grantActs(), credentialActs(), revocations()).flatMap(acts -> acts);
  }

  private static Stream<Arguments> appActs() {
    return Stream.of(
        act("block", true, true, true, s -> ok(admin.patch(s.path(), "{\"status\":\"blocked\"}"))),
        act("delete the app", true, true, true, s -> ok(admin.delete(s.path()))),
        act("rename", false, false, false, s -> ok(admin.patch(s.path(), "{\"name\":\"x\"}"))),
        act(
            "allow fewer addresses",
            false,
            false,
            false,
            s -> ok(admin.patch(s.path(), "{\"allowed_ips\":[\"192.0.2.1\"]}"))));
  }

  private static Stream<Arguments> grantActs() {
    String both = "\"read\",\"write\"],";
    return Stream.of(
        grantAct("narrow the grant", true, "\"read\"]"),
        grantAct("exchange a scope", true, "\"read\",\"spare\"]"),
        grantAct("widen the grant", false, "\"spare\",\"write\",\"read\"]"),
        grantAct("put the same", false, "\"write\",\"read\"]"),
        grantAct("suspend the grant", true, both + "\"status\":\"suspended\""),
        grantAct("let the grant end soon", true, both + "\"expires_at\":\"" + in(1) + "\""),
        grantAct("let the grant end late", false, both + "\"expires_at\":\"" + in(300 * 24) + "\""),
        grantAct("give the grant claims", true, both + "\"claims\":{\"ro\":true}"),
        grantAct("shorten tokens to come", false, both + "\"token_lifetime_seconds\":60"),
        act("remove the grant", true, false, true, s -> ok(admin.delete(s.grant()))));
  }

  /** The instant so many hours from now, as text. */
  private static String in(long hours) {
    return Instant.now().plus(hours, ChronoUnit.HOURS).toString();
  }

  private static Arguments grantAct(String name, boolean closes, String scopesAndMore) {
    String body = "{\"scopes\":[" + scopesAndMore + "}";
    return act(name, closes, false, closes, s -> ok(admin.put(s.grant(), body)));
  }

  private static Stream<Arguments> credentialActs() {
    return Stream.of(
        act("revoke the credential", true, true, false, s -> ok(admin.delete(s.credential()))),
        act(
            "let the credential end soon",
            true,
            true,
            false,
            s -> ok(admin.patch(s.credential(), "{\"expires_at\":\"" + in(1) + "\"}"))),
        act(
            "let the credential end late",
            false,
            false,
            false,
            s -> ok(admin.patch(s.credential(), "{\"expires_at\":\"" + in(300 * 24) + "\"}"))));
  }

  private static Stream<Arguments> revocations() {
    return Stream.of(
        act("revoke by app", true, true, true, s -> s.revoke("\"kind\":\"app\"")),
        act(
            "revoke by grant",
            true,
            false,
            true,
            s -> s.revoke("\"kind\":\"grant\",\"api_id\":\"" + storage + "\"")),
        act(
            "revoke by credential",
            true,
            true,
            false,
            s -> {
              String id = s.credential().substring(s.credential().lastIndexOf('/') + 1);
              s.revoke("\"kind\":\"credential\",\"id\":\"" + id + "\"");
            }),
        act(
            "revoke by token",
            true,
            false,
            false,
            s ->
                ok(
                    admin.post(
                        "/revocations",
                        "{\"kind\":\"token\",\"token\":\"" + s.storageToken + "\"}"))));
  }

  @ParameterizedTest
  @MethodSource("acts")
  void anActClosesTheTokensThatItIsMeantForAndNoOther(Act act) throws Exception {
    Scene scene = new Scene();
    for (String token : List.of(scene.storageToken, scene.secondToken, scene.neighbour)) {
      assertThat(accepts(atStorage, token)).isTrue();
    }
    assertThat(accepts(atPrinter, scene.printerToken)).isTrue();

    act.act().accept(scene);
    settle();

    assertThat(accepts(atStorage, scene.storageToken)).isEqualTo(!act.storage());
    assertThat(accepts(atPrinter, scene.printerToken)).isEqualTo(!act.print());
    assertThat(accepts(atStorage, scene.secondToken)).isEqualTo(!act.second());
    assertThat(accepts(atStorage, scene.neighbour)).isTrue();
  }

  private static boolean accepts(Verifier verifier, String token) {
    try {
      verifier.verify("Bearer " + token);
      return true;
    } catch (TokenRefused refused) {
      assertThat(refused.status()).isEqualTo(401);
      return false;
    }
  }

  @Test
  void whatWasClosedOnceIsNeverAcceptedAgain() throws Exception {
    Scene scene = new Scene();
    ok(admin.patch(scene.path(), "{\"status\":\"blocked\"}"));
    assertThat(scene.app.ask("audience", STORAGE).status()).isEqualTo(401);
    ok(admin.patch(scene.path(), "{\"status\":\"active\"}"));
    String afterBlock = scene.app.token(STORAGE);
    ok(admin.put(scene.grant(), "{\"scopes\":[\"read\"]}"));
    ok(admin.put(scene.grant(), BOTH));
    String afterNarrowing = scene.app.token(STORAGE);
    ok(admin.put(scene.grant(), "{\"scopes\":[\"read\"],\"status\":\"suspended\"}"));
    assertThat(scene.app.ask("audience", STORAGE).text("error")).isEqualTo("invalid_target");
    ok(admin.delete(scene.grant()));
    ok(admin.put(scene.grant(), BOTH));
    String afterRemoval = scene.app.token(STORAGE);
    settle();

    for (String dead : List.of(scene.storageToken, scene.secondToken, afterBlock, afterNarrowing)) {
      assertThat(accepts(atStorage, dead)).isFalse();
    }
    assertThat(accepts(atStorage, afterRemoval)).isTrue();
  }

  @Test
  void aScopeThatAnApiNoLongerKnowsIsTakenFromTheGrantsThatHoldItAndClosesThemAlone()
      throws Exception {
    String identifier = "https://shrinking.example.com";
    String api = admin.api(identifier, "keep", "drop");
    Caller holder = admin.app("holder");
    ok(admin.grant(holder, api, "keep", "drop"));
    Caller other = admin.app("other");
    ok(admin.grant(other, api, "keep"));
    String held = holder.token(identifier);
    String kept = other.token(identifier);
    try (Verifier verifier = Verifier.of(server.url() + "/", identifier)) {
      assertThat(accepts(verifier, held)).isTrue();
      ok(admin.patch("/apis/" + api, "{\"scopes\":[{\"name\":\"keep\"}]}"));
      awaitRefused(verifier, held);
      assertThat(accepts(verifier, kept)).isTrue();
      assertThat(holder.ask("audience", identifier).text("scope")).isEqualTo("keep");
    }
  }

  @Test
  void aDeletedApiHasNoTokensAndMadeAgainRevivesNone() throws Exception {
    String identifier = "https://passing.example.com";
    String api = admin.api(identifier, "read");
    Caller app = admin.app("app");
    ok(admin.grant(app, api, "read"));
    String token = app.token(identifier);
    try (Verifier verifier = Verifier.of(server.url() + "/", identifier)) {
      assertThat(accepts(verifier, token)).isTrue();
      ok(admin.delete("/apis/" + api));
      awaitRefused(verifier, token);
      assertThat(app.ask("audience", identifier).text("error")).isEqualTo("invalid_target");
      String again = admin.api(identifier, "read");
      assertThat(admin.get("/apps/" + app.id() + "/grants/" + again).status()).isEqualTo(404);
      ok(admin.grant(app, again, "read"));
      assertThat(accepts(verifier, app.token(identifier))).isTrue();
      assertThat(accepts(verifier, token)).isFalse();
    }
  }

  @Test
  void aRevokedKeyIsReplacedAndItsTokensAreRefused() throws Exception {
    String identifier = "https://keyed.example.com";
    String api =
        Admin.text(
            admin
                .post(
                    "/apis",
                    "{\"identifier\":\""
                        + identifier
                        + "\",\"name\":\"Keyed\",\"scopes\":[{\"name\":"
                        + "\"read\"}],\"signing_algorithm\":\"EdDSA\"}")
                .json(),
            "id");
    Caller app = admin.app("app");
    ok(admin.grant(app, api, "read"));
    String token = app.token(identifier);
    try (Verifier verifier = Verifier.of(server.url() + "/", identifier)) {
      assertThat(accepts(verifier, token)).isTrue();
      JsonObject key = edwards("active");
      ok(
          admin.post(
              "/revocations", "{\"kind\":\"key\",\"kid\":\"" + Admin.text(key, "kid") + "\"}"));
      awaitRefused(verifier, token);
      assertThat(Admin.text(edwards("removed"), "kid")).isEqualTo(Admin.text(key, "kid"));
      assertThat(Admin.text(edwards("active"), "kid")).isNotEqualTo(Admin.text(key, "kid"));
      assertThat(accepts(verifier, app.token(identifier))).isTrue();
    }
  }

  private static JsonObject edwards(String state) {
    return admin.items("/keys").stream()
        .filter(key -> Admin.text(key, "algorithm").equals("EdDSA"))
        .filter(key -> Admin.text(key, "state").equals(state))
        .findFirst()
        .orElseThrow();
  }

  /** Waits until both verifiers have heard of all that was done before. */
  private static void settle() throws InterruptedException {
    Caller mark = Scene.granted("mark");
    String storageMark = mark.token(STORAGE);
    String printerMark = mark.token(PRINTER);
    ok(admin.delete("/apps/" + mark.id()));
    awaitRefused(atStorage, storageMark);
    awaitRefused(atPrinter, printerMark);
  }

  private static void awaitRefused(Verifier verifier, String token) throws InterruptedException {
    for (int i = 0; i < 3000 && accepts(verifier, token); i++) {
      Thread.sleep(10);
    }
    assertThat(accepts(verifier, token)).isFalse();
  }
}
