package dev.postern.server.admin;

import dev.postern.protocol.json.JsonObject;
import dev.postern.server.clientauth.ImportedSecrets;
import dev.postern.server.clientauth.Rehash;
import dev.postern.server.refusal.AdminReason;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.AuditLine;
import dev.postern.store.Credential;
import dev.postern.store.ImportedCredential;
import dev.postern.store.SecretCredential;
import dev.postern.store.Store;
import dev.postern.store.TenantWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives imported secrets a hash of ours once they have been used. Whoever used one has his answer
 * already; whether the credential is still what it was is looked at within the change, so several
 * nodes may do this at once. Nothing is closed: it is the same credential in the same epoch.
 */
public final class RehashDuty {

  private static final Logger LOG = LoggerFactory.getLogger(RehashDuty.class);

  /** How long one {@link #run} goes on; the rest comes with the next. */
  private static final Duration PATIENCE = Duration.ofMillis(200);

  private final ImportedSecrets imported;
  private final Store store;
  private final InstantSource clock;

  /** What failed, longest ago first; it comes after all that has not. One thread at a time. */
  private final Set<Rehash> failed = new LinkedHashSet<>();

  /**
   * The duty for what {@code imported} has seen, whose credentials are changed in {@code store}.
   */
  public RehashDuty(ImportedSecrets imported, Store store, InstantSource clock) {
    this.imported = imported;
    this.store = store;
    this.clock = clock;
  }

  /** Writes what waits, for a while. */
  public void run() {
    long began = System.nanoTime();
    for (Rehash each : waiting()) {
      if (System.nanoTime() - began > PATIENCE.toNanos()) {
        return;
      }
      failed.remove(each);
      if (!write(each)) {
        failed.add(each);
      }
    }
  }

  private List<Rehash> waiting() {
    Set<Rehash> all = new LinkedHashSet<>(imported.rehashes());
    failed.retainAll(all);
    all.removeAll(failed);
    List<Rehash> ordered = new ArrayList<>(all);
    ordered.addAll(failed);
    return ordered;
  }

  /** Says whether nothing is left to do. */
  private boolean write(Rehash rehash) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    try {
      store.change(rehash.tenant(), now, tenant -> put(tenant, rehash));
      imported.written(rehash);
      return true;
    } catch (Refusal nothingToDo) {
      LOG.debug("{}: another node was quicker, or it is gone", rehash);
      imported.written(rehash);
      return true;
    } catch (RuntimeException e) {
      // One tenant's trouble keeps no other's secrets waiting; it is tried again.
      LOG.warn("{} could not be written: {}", rehash, e.toString());
      return false;
    }
  }

  private static SecretCredential put(TenantWriter tenant, Rehash rehash) throws Refusal {
    ImportedCredential before =
        tenant
            .app(rehash.app())
            .flatMap(entry ->
                entry.credentials().stream()
                    .filter(each -> each.id().equals(rehash.credential()))
                    .findFirst())
            .flatMap(each -> imported(each, rehash))
            // A change that changes nothing is none.
            .orElseThrow(() -> new Refusal(new AdminReason.Stale()));
    SecretCredential after = before.rehashed(rehash.ours(), tenant.number());
    tenant.put(after);
    tenant.audit(
        new AuditLine(
            AuditLine.SERVER,
            "credential.rehash",
            Credentials.target(after),
            hashed(before.hint()),
            hashed("hmac-sha256"),
            ""));
    return after;
  }

  private static Optional<ImportedCredential> imported(Credential credential, Rehash rehash) {
    return credential instanceof ImportedCredential found
            && found.secretHash().equals(rehash.imported())
        ? Optional.of(found)
        : Optional.empty();
  }

  private static JsonObject hashed(String scheme) {
    return JsonObject.builder().put("hashed_by", scheme).build();
  }
}
