package dev.postern.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.server.clientauth.Pepper;
import dev.postern.server.clientauth.RegistrationToken;
import dev.postern.server.config.JwksUriConfig;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.keysets.Destinations;
import dev.postern.server.limits.RegistrationRate;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.RegistrationReason;
import dev.postern.server.refusal.TooMany;
import dev.postern.server.revocation.Closings;
import dev.postern.server.signing.KeyForge;
import dev.postern.server.signing.KeyLife;
import dev.postern.server.signing.KeyRing;
import dev.postern.server.signing.MasterKey;
import dev.postern.store.Change;
import dev.postern.store.CredentialId;
import dev.postern.store.Founding;
import dev.postern.store.Grain;
import dev.postern.store.Head;
import dev.postern.store.Installation;
import dev.postern.store.IssuerPath;
import dev.postern.store.MemoryStore;
import dev.postern.store.Registry;
import dev.postern.store.Samples;
import dev.postern.store.Store;
import dev.postern.store.TenantName;
import dev.postern.store.UsageCount;
import java.net.InetAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Wrong tokens that come at once. */
final class RegistrationTriesTest {

  private static final int TRIES = 100;

  private final SecureRandom random = new SecureRandom();
  private final Waiting store = new Waiting(new MemoryStore());
  private final Registrations registrations = registrations();

  /** A store whose reads all wait until they may go on. */
  private record Waiting(Store store, CountDownLatch mayRead) implements Store {

    Waiting(Store store) {
      this(store, new CountDownLatch(1));
    }

    @Override
    public <T, X extends Exception> T read(TenantName tenant, Reading<T, X> work) throws X {
      try {
        mayRead.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      return store.read(tenant, work);
    }

    @Override
    public <T, X extends Exception> T change(TenantName tenant, Instant now, Changing<T, X> work)
        throws X {
      return store.change(tenant, now, work);
    }

    @Override
    public Optional<Installation> installation() {
      return store.installation();
    }

    @Override
    public void found(Installation installation, Founding founding) {
      store.found(installation, founding);
    }

    @Override
    public List<TenantName> tenants() {
      return store.tenants();
    }

    @Override
    public List<IssuerPath> issuerPaths() {
      return store.issuerPaths();
    }

    @Override
    public Map<TenantName, Head> heads() {
      return store.heads();
    }

    @Override
    public List<Change> changes(TenantName tenant, long after, int limit) {
      return store.changes(tenant, after, limit);
    }

    @Override
    public void recordUse(TenantName tenant, Map<CredentialId, Instant> lastUsed) {
      store.recordUse(tenant, lastUsed);
    }

    @Override
    public void recordUsage(TenantName tenant, List<UsageCount> counts) {
      store.recordUsage(tenant, counts);
    }

    @Override
    public int forgetUsage(Grain grain, Instant before, int most) {
      return store.forgetUsage(grain, before, most);
    }

    @Override
    public void purge(Instant now) {
      store.purge(now);
    }

    @Override
    public void close() {
      store.close();
    }
  }

  private Registrations registrations() {
    store.found(Samples.installation(), Samples.founding(TenantName.DEFAULT));
    MasterKey master = new MasterKey(new byte[MasterKey.LENGTH], random);
    Registry registry = new Registry();
    KeyRing keys = new KeyRing(registry, master);
    return Administration.of(
            new Administration.Tools(
                store,
                registry,
                new Closings(keys, Duration.ofHours(1)),
                keys,
                new KeyForge(master, random),
                new KeyLife(Duration.ofHours(3), Duration.ofDays(90), Duration.ofMinutes(65)),
                new Pepper(new byte[Pepper.LENGTH]),
                new Destinations(JwksUriConfig.USUAL),
                new PublicAddress(URI.create("http://127.0.0.1:8080"), PublicAddress.LOCAL_HUB),
                Optional.empty(),
                new StatusReport.Node(tenant -> 0, () -> Duration.ZERO),
                () -> Samples.NOW,
                random))
        .registrations();
  }

  private Applicant stranger() {
    String token = RegistrationToken.random(RegistrationToken.Kind.REGISTRATION, random).reveal();
    return new Applicant(TenantName.DEFAULT, token, InetAddress.getLoopbackAddress(), Samples.NOW);
  }

  private Object outcome(Applicant by) {
    try {
      return registrations.read(by, "app_1");
    } catch (Refusal refusal) {
      return refusal.reason();
    }
  }

  @Test
  void noMoreOfThemAreLookedUpAtOnceThanOneAfterAnother() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Object>> outcomes = new ArrayList<>();
      for (int i = 0; i < TRIES; i++) {
        Applicant by = stranger();
        outcomes.add(threads.submit(() -> outcome(by)));
      }
      try {
        // Those that may look are waiting for the store; all others have their answer already.
        int refused = TRIES - RegistrationRate.WRONG_PER_ADDRESS - 10;
        Instant end = Instant.now().plusSeconds(20);
        while (outcomes.stream().filter(Future::isDone).count() < refused
            && Instant.now().isBefore(end)) {
          Thread.sleep(10);
        }
        assertThat(outcomes.stream().filter(Future::isDone).count())
            .isGreaterThanOrEqualTo(refused);
        store.mayRead().countDown();
        int looked = 0;
        for (Future<Object> outcome : outcomes) {
          if (!(outcome.get() instanceof TooMany)) {
            assertThat(outcome.get()).isEqualTo(RegistrationReason.BAD_TOKEN);
            looked++;
          }
        }
        assertThat(looked)
            .isBetween(RegistrationRate.WRONG_PER_ADDRESS, RegistrationRate.WRONG_PER_ADDRESS + 10);
      } finally {
        // Also where it failed, or nobody would ever end.
        store.mayRead().countDown();
      }
    }
  }
}
