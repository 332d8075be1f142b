package dev.postern.server.certificates;

import dev.postern.protocol.mtls.ClientCertificate;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.CertificateAuthority;
import dev.postern.store.TenantName;
import dev.postern.store.TenantRegistry;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which chains of certificates the authorities of a tenant vouch for, in memory: a check takes
 * milliseconds, and a client shows the same chain for months. What was found out counts for that
 * tenant, as long as its authorities are the same and the dates of the whole path hold.
 *
 * <p>A chain that is not known is checked elsewhere ({@link #check}), a few at a time.
 */
public final class CheckedChains {

  /** The most chains of one tenant that are known to be good; with more it starts anew. */
  private static final int MOST_GOOD = 10_000;

  private static final int MOST_BAD = 1_000;

  /** A chain that nobody vouches for is not checked again for so long; then it may have begun. */
  private static final Duration BAD_FOR = Duration.ofMinutes(1);

  private static final int AT_ONCE =
      Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 4);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

  private record Place(TenantName tenant, String chain) {}

  private record Found(
      List<CertificateAuthority> by, Vouched vouched, Instant from, Instant until) {

    private boolean counts(List<CertificateAuthority> authorities, Instant now) {
      // Lists of the registry are mostly the very same one.
      return by.equals(authorities) && !now.isBefore(from) && !now.isAfter(until);
    }
  }

  private final Semaphore turns = new Semaphore(AT_ONCE, true);

  /** In front of the turns, so that no tenant's checks stand in the way of all others'. */
  private final Map<TenantName, Semaphore> ofTenants = new ConcurrentHashMap<>();

  private final Map<TenantName, Map<String, Found>> good = new ConcurrentHashMap<>();
  private final Map<Place, Found> bad =
      Collections.synchronizedMap(
          new LinkedHashMap<Place, Found>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Place, Found> eldest) {
              return size() > MOST_BAD;
            }
          });

  /** What is known of a chain at {@code now}; empty where it has to be checked. Never waits. */
  public Optional<Vouched> known(TenantRegistry tenant, ClientCertificate shown, Instant now) {
    List<CertificateAuthority> authorities = tenant.authorities();
    if (authorities.isEmpty()) {
      return Optional.of(Vouched.BY_NOBODY);
    }
    Place place = new Place(tenant.tenant().name(), shown.chainName());
    @Nullable Found found = good.getOrDefault(place.tenant(), Map.of()).get(place.chain());
    if (found == null) {
      found = bad.get(place);
    }
    return Optional.ofNullable(found)
        .filter(each -> each.counts(authorities, now))
        .map(Found::vouched);
  }

  /**
   * Finds out what {@link #known} does not know. Waits for its turn, and takes a processor for some
   * milliseconds.
   */
  public void check(TenantRegistry tenant, ClientCertificate shown, Instant now) throws Refusal {
    TenantName name = tenant.tenant().name();
    Semaphore own = ofTenants.computeIfAbsent(name, _ -> new Semaphore(AT_ONCE, true));
    take(own);
    try {
      take(turns);
      try {
        if (known(tenant, shown, now).isEmpty()) {
          keep(new Place(name, shown.chainName()), found(tenant, shown, now));
        }
      } finally {
        turns.release();
      }
    } finally {
      own.release();
    }
  }

  private static void take(Semaphore turns) throws Refusal {
    try {
      if (turns.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new Refusal(TokenReason.CERTIFICATE_UNCHECKED);
  }

  private static Found found(TenantRegistry tenant, ClientCertificate shown, Instant now) {
    List<CertificateAuthority> authorities = tenant.authorities();
    try {
      List<X509Certificate> chain = shown.certificates();
      List<X509Certificate> anchors =
          CertificatePath.read(authorities.stream().map(CertificateAuthority::pem).toList());
      Optional<CertificatePath> path = CertificatePath.find(chain, anchors, now);
      if (path.isPresent()) {
        Vouched vouched = Vouched.under(CertificateNames.of(chain.getFirst()));
        return new Found(authorities, vouched, path.get().from(), path.get().until());
      }
    } catch (CertificateException | RuntimeException malformed) {
      // Falls through: nobody vouches for what cannot be read, however a library says so.
    }
    return new Found(authorities, Vouched.BY_NOBODY, now.minus(BAD_FOR), now.plus(BAD_FOR));
  }

  private void keep(Place place, Found found) {
    Map<String, Found> ofTenant =
        good.computeIfAbsent(place.tenant(), _ -> new ConcurrentHashMap<>());
    if (found.vouched().nobody()) {
      bad.put(place, found);
      ofTenant.remove(place.chain());
      return;
    }
    if (ofTenant.size() >= MOST_GOOD) {
      ofTenant.clear();
    }
    ofTenant.put(place.chain(), found);
    bad.remove(place);
  }
}
