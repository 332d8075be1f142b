package dev.postern.server.issuance;

import static dev.postern.server.TokenSite.HOME;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.postern.jdbc.SqliteStore;
import dev.postern.protocol.ClientId;
import dev.postern.protocol.json.JsonNull;
import dev.postern.server.ProvenClient;
import dev.postern.server.TokenSite;
import dev.postern.server.TokenSite.Client;
import dev.postern.server.admin.Founder;
import dev.postern.server.policy.Permit;
import dev.postern.server.policy.Policy;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.server.refusal.TooMany;
import dev.postern.store.Api;
import dev.postern.store.App;
import dev.postern.store.AppEntry;
import dev.postern.store.AuditLine;
import dev.postern.store.Grain;
import dev.postern.store.Installation;
import dev.postern.store.Store;
import dev.postern.store.UsageQuery;
import dev.postern.store.UsageSum;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

final class JournalTest {

  private final TokenSite site = new TokenSite();
  private final Api api = site.api(HOME, "https://storage.example.com", "archive:read");
  private final List<Client> clients = new ArrayList<>();

  JournalTest() {
    for (int i = 0; i < 5; i++) {
      Client client = site.app(HOME);
      site.grant(client, api, "archive:read");
      clients.add(client);
    }
  }

  @Test
  void aFlushWhoseTimeIsUpWritesNoMoreThanOnePortionAndEachComesInItsTurn() throws Refusal {
    Journal journal = new Journal(2, Duration.ZERO);
    use(journal, clients);
    List<Long> recorded = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      journal.flush(site.store);
      recorded.add(recorded());
      // Who was written is used again, and must not push out those whose turn has not come.
      use(journal, clients);
    }
    assertThat(recorded).containsExactly(2L, 4L, 5L);
  }

  @Test
  void aFlushThatHasTimeWritesEverything() throws Refusal {
    Journal journal = new Journal(2, Duration.ofMinutes(1));
    use(journal, clients);
    journal.flush(site.store);
    assertThat(recorded()).isEqualTo(5);
  }

  @Test
  void beforeTheEndAllIsWritten() throws Refusal {
    Journal journal = new Journal(2, Duration.ZERO);
    use(journal, clients);
    journal.flush(site.store);
    journal.flushAll(site.store);
    assertThat(recorded()).isEqualTo(5);
  }

  @Test
  void whatIsUsedAgainIsWrittenAgain() throws Refusal {
    Journal journal = new Journal();
    List<Client> one = clients.subList(0, 1);
    use(journal, one);
    journal.flush(site.store);
    site.at(TokenSite.START.plusSeconds(60));
    use(journal, one);
    journal.flush(site.store);
    assertThat(lastUsed(site.store, one.getFirst())).containsExactly(site.now());
  }

  /** A database with the same apps as the site. */
  private SqliteStore database(Path folder) {
    SqliteStore database = SqliteStore.open(folder);
    Founder founder = new Founder(site.forge, site.pepper, site.random);
    AuditLine audit = AuditLine.byServer("tenant.create", "tenant", JsonNull.NULL);
    database.found(
        new Installation("gen-1", site.master.name(), site.pepper.name(), site.now()),
        founder.found(HOME, founder.operator(site.now()), audit, site.now()));
    database.<Boolean, RuntimeException>change(
        HOME,
        site.now(),
        writer -> {
          for (Client client : clients) {
            AppEntry entry = site.tenant(HOME).app(client.id()).orElseThrow();
            writer.put(entry.app().inEpoch(App.Status.ACTIVE, writer.number()));
            entry.credentials().forEach(each -> writer.put(each.inEpoch(writer.number())));
          }
          writer.audit(AuditLine.byServer("test.change", "test", JsonNull.NULL));
          return true;
        });
    return database;
  }

  @Test
  void whatTheDatabaseDoesNotTakeIsKeptUntilItDoes(@TempDir Path folder) throws Refusal {
    Journal journal = new Journal(2, Duration.ofMinutes(1));
    SqliteStore away = database(folder);
    away.close();
    use(journal, clients);
    long began = System.nanoTime();
    journal.flush(away);
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .as("it does not try again and again")
        .isLessThan(Duration.ofSeconds(30));
    // Who comes again meanwhile is known to have come last.
    Instant first = site.now();
    site.at(first.plusSeconds(60));
    use(journal, clients.subList(0, 1));
    journal.flush(away);
    try (SqliteStore back = SqliteStore.open(folder)) {
      assertThat(lastUsed(back, clients.getFirst())).isEmpty();
      journal.flush(back);
      assertThat(lastUsed(back, clients.getFirst())).containsExactly(site.now());
      for (Client client : clients.subList(1, 5)) {
        assertThat(lastUsed(back, client)).containsExactly(first);
      }
    }
  }

  @Test
  void whatTheDatabaseDoesNotTakeBeforeTheEndIsSaid(@TempDir Path folder) throws Refusal {
    Journal journal = new Journal(2, Duration.ofMinutes(1));
    SqliteStore away = database(folder);
    away.close();
    use(journal, clients);
    ListAppender<ILoggingEvent> written = new ListAppender<>();
    written.start();
    Logger log = (Logger) LoggerFactory.getLogger(Journal.class);
    log.addAppender(written);
    try {
      journal.flushAll(away);
    } finally {
      log.detachAppender(written);
    }
    assertThat(written.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .hasSize(3)
        .endsWith("last use of 5 credentials was not recorded", "usage was not recorded: 5 counts");
  }

  @Test
  void tokensAndRefusalsAreCountedByAppApiOutcomeAndMinute() throws Refusal {
    Journal journal = new Journal();
    ClientId app = clients.getFirst().id();
    use(journal, clients.subList(0, 1));
    use(journal, clients.subList(0, 1));
    journal.refused(HOME, app, api.id(), TokenReason.SCOPE_NOT_GRANTED, site.now());
    journal.refused(HOME, app, null, new TooMany(Duration.ofSeconds(1)), site.now());
    journal.refused(HOME, null, null, TokenReason.CLIENT_UNKNOWN, site.now());
    site.at(TokenSite.START.plusSeconds(60));
    use(journal, clients.subList(0, 1));
    journal.flush(site.store);
    assertThat(usage(site.store, Grain.MINUTE))
        .containsExactly(
            "10:00 nobody nothing client_unknown 1",
            "10:00 app nothing too_many 1",
            "10:00 app api issued 2",
            "10:00 app api scope_not_granted 1",
            "10:01 app api issued 1");
    assertThat(usage(site.store, Grain.HOUR)).contains("10:00 app api issued 3").hasSize(4);
    journal.flush(site.store);
    assertThat(usage(site.store, Grain.DAY)).contains("00:00 app api issued 3").hasSize(4);
  }

  @Test
  void usageIsWrittenInPortionsToo() throws Refusal {
    Journal journal = new Journal(6, Duration.ZERO);
    use(journal, clients);
    List<Long> written = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      journal.flush(site.store);
      written.add((long) usage(site.store, Grain.DAY).size());
    }
    assertThat(written).containsExactly(2L, 4L, 5L);
  }

  @Test
  void usageThatTheDatabaseDoesNotTakeIsAddedToWhatComesAfterAndCountedOnce(@TempDir Path folder)
      throws Refusal {
    Journal journal = new Journal();
    SqliteStore away = database(folder);
    away.close();
    use(journal, clients);
    journal.flush(away);
    use(journal, clients);
    journal.flush(away);
    try (SqliteStore back = SqliteStore.open(folder)) {
      journal.flush(back);
      journal.flush(back);
      assertThat(usage(back, Grain.MINUTE))
          .hasSize(5)
          .allSatisfy(line -> assertThat(line).endsWith(" api issued 2"));
    }
  }

  private List<String> usage(Store store, Grain grain) {
    UsageQuery query =
        new UsageQuery(
            grain,
            TokenSite.START.minus(Duration.ofDays(2)),
            TokenSite.START.plus(Duration.ofDays(2)),
            UsageQuery.Only.ANY,
            EnumSet.allOf(UsageQuery.Part.class));
    return store
        .<List<UsageSum>, RuntimeException>read(
            HOME, reader -> reader.usage(query, Optional.empty(), 100))
        .stream()
        .map(sum ->
            String.join(
                " ",
                String.valueOf(sum.at()).substring(11, 16),
                sum.client() == null ? "nobody" : "app",
                api.id().equals(sum.api()) ? "api" : "nothing",
                String.valueOf(sum.outcome()),
                Long.toString(sum.requests())))
        .toList();
  }

  private void use(Journal journal, List<Client> used) throws Refusal {
    for (Client client : used) {
      Permit permit =
          Policy.decide(
              site.grants.authorize(
                  ProvenClient.of(site, HOME, client.proof()), TokenSite.anything(), site.now()),
              site.nothing(),
              site.now());
      journal.issued(permit, site.now());
    }
  }

  private long recorded() {
    return clients.stream().filter(client -> !lastUsed(site.store, client).isEmpty()).count();
  }

  private static List<Instant> lastUsed(Store store, Client client) {
    return store.read(HOME, reader -> List.copyOf(reader.lastUsed(client.id()).values()));
  }
}
