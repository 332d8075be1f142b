package dev.postern.bench.console;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.clientauth.ClientSecret;
import dev.postern.server.clientauth.Pepper;
import dev.postern.store.ApiId;
import dev.postern.store.App;
import dev.postern.store.AppEntry;
import dev.postern.store.CredentialId;
import dev.postern.store.Grant;
import dev.postern.store.GrantId;
import dev.postern.store.Ids;
import dev.postern.store.Profile;
import dev.postern.store.Proof;
import dev.postern.store.SecretCredential;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The app of one number: all of it follows from the number. One of eight is a gateway, one of all
 * is called by a name that no other has, and one of 500 is blocked.
 *
 * @param number counted from 0
 */
record HouseApp(int number) {

  /** How many APIs there are, numbered from 0. */
  static final int APIS = 20;

  /** What every API knows, behind its own name. */
  static final List<String> SCOPES = List.of("read", "write", "list", "admin");

  /** A word in the names of many. */
  static final String COMMON = "gateway";

  /** A word in the name of {@link #RARE} alone. */
  static final String RARE_WORD = "reconciler";

  /** In 1,000 apps, and not among the first of them. */
  static final int RARE = 987;

  private static final Instant FIRST_MADE = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration BETWEEN = Duration.ofMinutes(10);
  private static final List<String> WHOSE =
      List.of("Invoice", "Report", "Nightly", "Partner", "Fleet", "Ledger", "Backup");
  private static final List<String> WHAT =
      List.of("archiver", "reader", "sync", COMMON, "agent", "exporter", "runner", "mover");
  private static final List<String> TEAMS =
      List.of("storage", "billing", "platform", "data", "web");

  String name() {
    return number == RARE
        ? "Quarterly " + RARE_WORD
        : String.format(
            Locale.ROOT,
            "%s %s %d",
            WHOSE.get(number % WHOSE.size()),
            WHAT.get(number % WHAT.size()),
            number);
  }

  ClientId clientId() {
    return new ClientId(id("app"));
  }

  CredentialId credential() {
    return new CredentialId(id("cred"));
  }

  String team() {
    return TEAMS.get(number % TEAMS.size());
  }

  boolean blocked() {
    return number % 500 == 499;
  }

  /** The APIs that it may call: one to three. */
  List<ApiId> apis() {
    return IntStream.rangeClosed(0, number % 3)
        .mapToObj(i -> api((number + 7 * i) % APIS))
        .toList();
  }

  static ApiId api(int number) {
    return new ApiId("api_house" + number);
  }

  /** What may be done at one of the APIs. */
  static Scopes scopes(ApiId api, int count) {
    String name = api.text().substring("api_".length());
    return Scopes.of(SCOPES.stream().limit(count).map(scope -> name + ":" + scope).toList());
  }

  /** What the log says of it. */
  JsonObject json() {
    return JsonObject.builder()
        .put("client_id", clientId().text())
        .put("name", name())
        .put("status", blocked() ? "blocked" : "active")
        .put("labels", JsonObject.builder().put("team", team()).build())
        .put("grants", JsonArray.ofStrings(apis().stream().map(ApiId::text).toList()))
        .build();
  }

  /** It with a secret and its grants, as put by change {@code change}. */
  AppEntry entry(Pepper pepper, long change) {
    Instant madeAt = madeAt();
    ClientSecret secret = ClientSecret.random(random("secret"));
    App app =
        new App(
            clientId(),
            name(),
            "Runs in production, owned by the team " + team(),
            blocked() ? App.Status.BLOCKED : App.Status.ACTIVE,
            Map.of("team", team()),
            List.of(),
            App.Limits.NONE,
            Set.of(),
            Proof.NONE,
            Profile.STANDARD,
            change,
            madeAt,
            change);
    SecretCredential credential =
        new SecretCredential(
            credential(),
            clientId(),
            pepper.hash(secret),
            secret.hint(),
            madeAt,
            null,
            change,
            change);
    return new AppEntry(
        app, List.of(credential), apis().stream().map(api -> grant(api, change)).toList());
  }

  private Grant grant(ApiId api, long change) {
    return new Grant(
        new GrantId(id("grant", api.text())),
        clientId(),
        api,
        scopes(api, 2),
        JsonObject.EMPTY,
        null,
        null,
        Grant.Status.ACTIVE,
        null,
        null,
        change,
        madeAt(),
        change);
  }

  private Instant madeAt() {
    return FIRST_MADE.plus(BETWEEN.multipliedBy(number));
  }

  private String id(String prefix) {
    return id(prefix, prefix);
  }

  private String id(String prefix, String what) {
    return Ids.next(prefix, madeAt(), random(what));
  }

  private SplittableRandom random(String what) {
    return new SplittableRandom(((long) what.hashCode() << 32) + number);
  }
}
