package dev.postern.server.issuance;

import static dev.postern.server.TokenSite.HOME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.server.TokenSite;
import dev.postern.server.TokenSite.Client;
import dev.postern.server.policy.Permit;
import dev.postern.server.policy.Policy;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.Api;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

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
    assertThat(lastUsed(one.getFirst())).containsExactly(site.now());
  }

  private void use(Journal journal, List<Client> used) throws Refusal {
    for (Client client : used) {
      Permit permit =
          Policy.decide(
              site.grants.authorize(
                  site.authentication.authenticate(site.tenant(HOME), client.proof(), site.now()),
                  TokenSite.anything(),
                  site.now()),
              site.nothing(),
              site.now());
      journal.issued(permit, site.now());
    }
  }

  private long recorded() {
    return clients.stream().filter(client -> !lastUsed(client).isEmpty()).count();
  }

  private List<Instant> lastUsed(Client client) {
    return site.store.read(HOME, reader -> List.copyOf(reader.lastUsed(client.id()).values()));
  }
}
