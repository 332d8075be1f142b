package dev.postern.checks.console;

import dev.postern.checks.Answer;
import dev.postern.checks.Caller;
import dev.postern.checks.OpenIdSite;
import dev.postern.checks.Operator;
import dev.postern.checks.RunningServer;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import dev.postern.server.TestOpenIdProvider;
import dev.postern.server.config.ConsoleConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A server with its console, as a company has it after some weeks: three APIs, eight apps that were
 * given tokens and refused some, one of them blocked, and two accounts.
 */
final class ConsoleHouse implements AutoCloseable {
  static final String STORAGE = "https://storage.example.com";
  static final String LEDGER = "https://ledger.example.com";
  static final String ARCHIVER = "Invoice archiver";
  static final String BLOCKED = "Backup mover";
  static final String ZOE = "Zo\u00eb Quist";

  private static final List<String> APPS =
      List.of(
          ARCHIVER,
          "Report reader",
          "Nightly sync",
          "Partner gateway",
          "Fleet agent 7",
          "Audit exporter",
          "CI runner",
          BLOCKED);

  private final RunningServer server;
  private final Operator operator;
  private final Map<String, Caller> furniture = new HashMap<>();

  private ConsoleHouse(Path data) throws IOException {
    this(new RunningServer(data));
  }

  private ConsoleHouse(RunningServer server) {
    this.server = server;
    operator = new Operator(server.operator());
  }

  /** One in which nothing was done yet. */
  static ConsoleHouse empty(Path data) throws IOException {
    return new ConsoleHouse(data);
  }

  /** The same, with its console at a port of its own. */
  static ConsoleHouse apart(Path data) throws IOException {
    return new ConsoleHouse(
        new RunningServer(
            data,
            Optional.empty(),
            new ConsoleConfig(
                true, InetAddress.getLoopbackAddress(), OptionalInt.of(0), Optional.empty())));
  }

  /** The same, with its console at a name of its own on the port of the endpoints. */
  static ConsoleHouse named(Path data) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, loopback)) {
      port = socket.getLocalPort();
    }
    Optional<URI> own = Optional.of(URI.create("http://console.localhost:" + port));
    return new ConsoleHouse(
        new RunningServer(
            data,
            URI.create("http://127.0.0.1:" + port),
            new ConsoleConfig(true, loopback, OptionalInt.empty(), own)));
  }

  /** One that is lived in. */
  static ConsoleHouse furnished(Path data) throws IOException {
    return furnished(new RunningServer(data));
  }

  /** The same whose people sign in by that provider. */
  static ConsoleHouse furnished(Path data, TestOpenIdProvider provider) throws IOException {
    return furnished(new RunningServer(data, OpenIdSite.config(provider, "default")));
  }

  private static ConsoleHouse furnished(RunningServer server) {
    ConsoleHouse house = new ConsoleHouse(server);
    house.furnish();
    return house;
  }

  private void furnish() {
    for (String name : List.of("storage", "ledger", "billing")) {
      made(
          operator.admin(
              "POST",
              "/apis",
              """
              {"identifier":"https://%1$s.example.com","name":"%2$s","scopes":[
               {"name":"%1$s:read","description":"Read what is there"},
               {"name":"%1$s:write","description":"Write and delete"}]}
              """
                  .formatted(
                      name, name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1))));
    }
    for (int i = 0; i < APPS.size(); i++) {
      Caller app = app(APPS.get(i));
      furniture.put(APPS.get(i), app);
      for (int n = 0; n < 5 + i * 7 % 20; n++) {
        app.token(STORAGE);
      }
      Caller stranger = new Caller(app.issuer(), app.id(), "pst_wrong");
      refused(stranger.ask("audience", STORAGE));
      refused(app.ask("audience", STORAGE, "scope", "nope"));
      if (APPS.get(i).equals(BLOCKED)) {
        patch(app, "{\"status\":\"blocked\"}");
      }
    }
    made(
        operator.identity(
            "POST",
            "/account",
            "{\"FirstName\":\"Zo\u00eb\",\"LastName\":\"Quist\",\"FullName\":\""
                + ZOE
                + "\","
                + "\"Email\":[{\"Type\":\"Primary\",\"Value\":\"zoe@example.com\"}],"
                + "\"Company\":\"Example\",\"Password\":\"canary-secret\"}"));
    made(
        operator.identity(
            "POST",
            "/account",
            "{\"FirstName\":\"Ben\",\"FullName\":\"Ben Ortega\",\"Email\":[{\"Type\":\"Primary\","
                + "\"Value\":\"ben@example.com\"}],\"Password\":\"canary-secret\"}"));
  }

  /** An app that may do all at the storage and read the ledger. */
  Caller app(String name) {
    Answer made =
        made(
            operator.admin(
                "POST",
                "/apps",
                """
                {"name":"%s","description":"Runs in production, owned by the platform team",
                 "labels":{"team":"storage"},"grants":[
                 {"identifier":"%s","scopes":["storage:read","storage:write"]},
                 {"identifier":"%s","scopes":["ledger:read"]}]}
                """
                    .formatted(name, STORAGE, LEDGER)));
    return new Caller(
        operator.caller().issuer(), made.text("client_id"), made.text("client_secret"));
  }

  /** An app that was there from the beginning. */
  Caller of(String name) {
    return Objects.requireNonNull(furniture.get(name));
  }

  /** Changes an app past the console. */
  void patch(Caller app, String json) {
    ok(operator.admin("PATCH", "/apps/" + app.id(), json));
  }

  /** Defines an API past the console; its id. */
  String api(String identifier, String... scopes) {
    return operator.api(identifier, scopes);
  }

  /** The link of an invitation for somebody who may do everything. */
  URI adminLink(String name) {
    return invite(name, true);
  }

  /** The link of an invitation for somebody who sees everything but accounts. */
  URI viewerLink(String name) {
    return invite(name, false);
  }

  private URI invite(String name, boolean admin) {
    List<JsonValue> grants = new ArrayList<>();
    for (JsonObject api : items("/apis?limit=500")) {
      String identifier = text(api, "identifier");
      boolean administration = identifier.endsWith("admin/v1");
      if (administration || (admin && identifier.endsWith("identity/v2/manage"))) {
        List<String> scopes =
            objects(api, "scopes").stream()
                .map(scope -> text(scope, "name"))
                .filter(scope -> admin || scope.endsWith(":read"))
                .toList();
        grants.add(
            JsonObject.builder()
                .put("identifier", identifier)
                .put("scopes", JsonArray.ofStrings(scopes))
                .put("token_lifetime_seconds", administration ? 28_800L : 900L)
                .build());
      }
    }
    JsonObject body =
        JsonObject.builder()
            .put("name", name)
            .put("credential", JsonObject.builder().put("type", "invitation").build())
            .put("grants", new JsonArray(grants))
            .build();
    return URI.create(made(operator.admin("POST", "/apps", body.text())).text("invitation_url"));
  }

  /** Somebody new, who may do everything, in the console. */
  Person admin(Visitor visitor, String name) {
    return Person.join(visitor, adminLink(name));
  }

  /** Somebody new, who may only look, in the console. */
  Person viewer(Visitor visitor, String name) {
    return Person.join(visitor, viewerLink(name));
  }

  Operator operator() {
    return operator;
  }

  /** Waits until what was counted can be seen: it is written every few seconds. */
  void awaitUsage() throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (items("/usage?by=outcome").size() < 3) {
      if (System.nanoTime() > end) {
        throw new AssertionError("no usage: " + items("/usage"));
      }
      Thread.sleep(100);
    }
  }

  /** The number of the last line of the audit log. */
  long lastChange() {
    JsonObject line = items("/audit?order=newest&limit=1").getFirst();
    try {
      return line.integer("seq");
    } catch (JsonFault e) {
      throw new AssertionError(line.text(), e);
    }
  }

  /** The items of the first part of a list. */
  List<JsonObject> items(String path) {
    return objects(ok(operator.admin("GET", path, "")).json(), "items");
  }

  static List<JsonObject> objects(JsonObject object, String member) {
    try {
      return object.array(member).values().stream().map(JsonObject.class::cast).toList();
    } catch (JsonFault e) {
      throw new AssertionError(object.text(), e);
    }
  }

  static String text(JsonObject object, String member) {
    try {
      return object.string(member);
    } catch (JsonFault e) {
      throw new AssertionError(object.text(), e);
    }
  }

  /** The issuer, as verifiers know it. */
  String issuer() {
    return operator.caller().issuer();
  }

  /** Where browsers find it: passkeys are bound to names. */
  URI origin() {
    return URI.create("http://" + server.console().getRawAuthority());
  }

  private static Answer ok(Answer answer) {
    if (answer.status() != 200) {
      throw new AssertionError(answer.status() + " " + answer.body());
    }
    return answer;
  }

  private static Answer made(Answer answer) {
    if (answer.status() != 200 && answer.status() != 201) {
      throw new AssertionError(answer.status() + " " + answer.body());
    }
    return answer;
  }

  private static void refused(Answer answer) {
    if (answer.status() < 400) {
      throw new AssertionError(answer.status() + " " + answer.body());
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
