package dev.postern.bench.console;

import dev.postern.bench.server.FoundedFolder;
import dev.postern.protocol.Audience;
import dev.postern.protocol.ClientId;
import dev.postern.protocol.json.JsonNumber;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.store.Account;
import dev.postern.store.AccountId;
import dev.postern.store.Api;
import dev.postern.store.ApiScope;
import dev.postern.store.App;
import dev.postern.store.AppEntry;
import dev.postern.store.AuditLine;
import dev.postern.store.CredentialId;
import dev.postern.store.Ids;
import dev.postern.store.Outcome;
import dev.postern.store.PasskeyCredential;
import dev.postern.store.Profile;
import dev.postern.store.Proof;
import dev.postern.store.RegisteredIdentifier;
import dev.postern.store.Store;
import dev.postern.store.TenantName;
import dev.postern.store.TenantWriter;
import dev.postern.store.UsageCount;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A large house, put through the store's own writers: APIs, people, accounts, and apps, each of
 * these with a line of its own in the log, and behind that so many more lines, each a change.
 */
final class House {

  private static final int PEOPLE = 20;
  private static final int AT_ONCE = 2_000;
  private static final Duration YEAR = Duration.ofDays(365);

  private final FoundedFolder folder;
  private final Store store;
  private final Instant now;
  private final SplittableRandom random = new SplittableRandom(20_261_129);

  /** One that is there when it is {@code now}. */
  House(FoundedFolder folder, Instant now) {
    this.folder = folder;
    this.store = folder.store();
    this.now = now;
  }

  /** Puts so many apps, and so many lines of the log in all, spread over the last year. */
  void furnish(int apps, int lines) {
    for (int i = 0; i < HouseApp.APIS; i++) {
      int number = i;
      change(
          now.minus(YEAR),
          tenant -> {
            Api api = api(number, tenant.number());
            tenant.put(api);
            return AuditLine.byServer("api.create", "api/" + api.id(), LogLines.api(api));
          });
    }
    accounts(apps);
    long there = 0;
    for (int number = 0; number < apps; number++) {
      there = put(new HouseApp(number), at(number, lines));
    }
    for (int number = 0; number < PEOPLE; number++) {
      there = person(number, at(apps + number, lines));
    }
    LogLines log = new LogLines(apps, people());
    for (long seq = there + 1; seq <= lines; seq++) {
      change(at(seq, lines), tenant -> log.line(tenant.number()));
    }
    // As on a server that was up all the time.
    store.purge(now);
  }

  /** Counts what all apps asked for in the last day, and when their secrets were used. */
  void busyDay(int apps) {
    for (int hour = 1; hour <= 24; hour++) {
      Instant at = now.minus(Duration.ofHours(hour));
      List<UsageCount> counts = new ArrayList<>();
      for (int number = 0; number < apps; number++) {
        HouseApp app = new HouseApp(number);
        Outcome outcome = app.blocked() ? new Outcome("app_blocked") : Outcome.ISSUED;
        counts.add(
            new UsageCount(
                at, app.clientId(), app.apis().getFirst(), outcome, 1 + random.nextInt(200)));
      }
      store.recordUsage(TenantName.DEFAULT, counts);
    }
    Map<CredentialId, Instant> used = new HashMap<>();
    for (int number = 0; number < apps; number++) {
      used.put(new HouseApp(number).credential(), now.minusSeconds(random.nextInt(3_600)));
    }
    store.recordUse(TenantName.DEFAULT, used);
  }

  private interface Work {
    AuditLine on(TenantWriter tenant);
  }

  private long change(Instant at, Work work) {
    return store.<Long, RuntimeException>change(
        TenantName.DEFAULT,
        at,
        tenant -> {
          tenant.audit(work.on(tenant));
          return tenant.number();
        });
  }

  /** When line {@code seq} of so many was written. */
  private Instant at(long seq, int lines) {
    return now.minus(YEAR).plus(YEAR.dividedBy(lines).multipliedBy(seq));
  }

  private long put(HouseApp app, Instant at) {
    return change(
        at,
        tenant -> {
          AppEntry entry = app.entry(folder.pepper(), tenant.number());
          tenant.put(entry.app());
          entry.credentials().forEach(tenant::put);
          entry.grants().forEach(tenant::put);
          return AuditLine.byServer("app.create", LogLines.target(app), app.json());
        });
  }

  private void accounts(int count) {
    for (int from = 0; from < count; from += AT_ONCE) {
      int first = from;
      int end = Math.min(count, from + AT_ONCE);
      change(
          now.minus(YEAR),
          tenant -> {
            for (int number = first; number < end; number++) {
              tenant.put(account(number, tenant.number()));
            }
            return AuditLine.byServer("account.create", "house", JsonNumber.of(end - first));
          });
    }
  }

  private Account account(int number, long change) {
    String name = String.format(Locale.ROOT, "customer%05d", number);
    String uid = String.format(Locale.ROOT, "%032x", number + 1);
    JsonObject profile =
        JsonObject.builder()
            .put("Uid", uid)
            .put("FirstName", "Customer")
            .put("LastName", "Number " + number)
            .put("FullName", "Customer Number " + number)
            .put("UserName", name)
            .put("Company", "Example")
            .build();
    Account.LookupKey key = new Account.LookupKey(Account.LookupKey.Kind.USERNAME, name);
    Instant at = now.minus(YEAR);
    return new Account(new AccountId(uid), List.of(key), profile, null, at, at, change);
  }

  private long person(int number, Instant at) {
    ClientId id = people().get(number);
    return change(
        at,
        tenant -> {
          long change = tenant.number();
          tenant.put(
              new App(
                  id,
                  "Person " + number,
                  "",
                  App.Status.ACTIVE,
                  Map.of(),
                  List.of(),
                  App.Limits.NONE,
                  Set.of(),
                  Proof.NONE,
                  Profile.STANDARD,
                  change,
                  at,
                  change));
          PasskeyCredential.Known known =
              new PasskeyCredential.Known("houseKey" + number, "housePublicKey" + number);
          tenant.put(
              new PasskeyCredential(
                  new CredentialId("cred_house" + number),
                  id,
                  known,
                  "Laptop",
                  at,
                  null,
                  change,
                  change));
          return AuditLine.byServer("person.create", "app/" + id, JsonNumber.of(number));
        });
  }

  private static List<ClientId> people() {
    List<ClientId> people = new ArrayList<>();
    Instant first = Instant.parse("2026-01-01T00:00:00Z");
    for (int number = 0; number < PEOPLE; number++) {
      people.add(new ClientId(Ids.next("app", first, new SplittableRandom(number))));
    }
    return people;
  }

  private Api api(int number, long change) {
    String name = "house" + number;
    return new Api(
        HouseApp.api(number),
        new RegisteredIdentifier(new Audience("https://" + name + ".example.com")),
        "House " + number,
        HouseApp.SCOPES.stream()
            .map(scope -> new ApiScope(name + ":" + scope, "To " + scope + " what is there"))
            .toList(),
        Api.USUAL_LIFETIME,
        Api.USUAL_LIFETIME,
        Api.USUAL_LIFETIME,
        SignatureAlgorithm.ES256,
        Proof.NONE,
        change,
        now.minus(YEAR),
        change);
  }
}
