package dev.postern.server.clientauth;

import dev.postern.server.clientauth.CheckedSecrets.Pair;
import dev.postern.server.clientauth.CheckedSecrets.Verdict;
import dev.postern.server.clientauth.SlowChecks.Asker;
import dev.postern.server.refusal.Awaited;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.AppEntry;
import dev.postern.store.Credential;
import dev.postern.store.ImportedCredential;
import dev.postern.store.TenantRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Secrets of which another server made the hash (decision 0020). {@link #match} tells from memory
 * and never waits; what it cannot tell is {@link Awaited}, and found out slowly.
 *
 * <p>A secret that looks random is hashed anew after its first use, as one of ours, and what is
 * slow about it is over. One that a person may have thought of keeps its slow hash, in the store
 * and for every wrong guess.
 */
public final class ImportedSecrets {

  /** About 300 bytes each. */
  private static final int MOST_RIGHT = 100_000;

  private static final int MOST_WRONG = 10_000;

  private final CheckedSecrets checked;
  private final SlowChecks slow;
  private final Map<String, Rehash> rehashes = new ConcurrentHashMap<>();

  ImportedSecrets() {
    this(new CheckedSecrets(MOST_RIGHT, MOST_WRONG), new SlowChecks());
  }

  ImportedSecrets(CheckedSecrets checked, SlowChecks slow) {
    this.checked = checked;
    this.slow = slow;
  }

  /**
   * A secret that is offered for an app.
   *
   * @param tenant whose app it is
   * @param entry the app
   * @param secret the secret
   * @param hashed the secret under the pepper
   * @param proof the same, as it was sent
   */
  record Offer(
      TenantRegistry tenant,
      AppEntry entry,
      OfferedSecret secret,
      String hashed,
      ClientProof proof) {

    private Pair pair(ImportedCredential credential) {
      return new Pair(credential.secretHash(), hashed);
    }

    private Asker asker() {
      return new Asker(tenant.tenant().name(), entry.app().clientId(), proof.from());
    }

    private List<ImportedCredential> credentials() {
      List<ImportedCredential> imported = new ArrayList<>();
      for (Credential credential : entry.credentials()) {
        if (credential instanceof ImportedCredential each) {
          imported.add(each);
        }
      }
      return imported;
    }

    @Override
    public String toString() {
      return "Offer[hidden]";
    }
  }

  /**
   * The credential that the offer proves, or null; {@link Awaited} where that cannot be told
   * without a slow check. One that has not ended comes before one that has.
   *
   * @param ended one that it is known to prove, but which has ended; or null
   */
  @Nullable Credential match(Offer offer, @Nullable Credential ended, Instant now) throws Refusal {
    @Nullable Credential found = ended;
    boolean unknown = false;
    for (ImportedCredential credential : offer.credentials()) {
      switch (checked.verdict(offer.pair(credential))) {
        case RIGHT -> found = found != null && found.live(now) ? found : credential;
        case WRONG -> {}
        case UNKNOWN -> unknown |= worthwhile(offer, credential, now);
      }
    }
    if (unknown && (found == null || !found.live(now))) {
      throw new Refusal(
          new Awaited(
              offer.entry().app().clientId(),
              () -> check(offer, now),
              TokenReason.SECRET_UNCHECKED));
    }
    return found;
  }

  /** Checks what {@link #match} cannot tell, one hash after the other. Waits, once for all. */
  private void check(Offer offer, Instant now) throws Refusal {
    long latest = slow.latest();
    for (ImportedCredential credential : offer.credentials()) {
      Pair pair = offer.pair(credential);
      boolean due = checked.verdict(pair) == Verdict.UNKNOWN && worthwhile(offer, credential, now);
      if (due && slow.matches(pair, offer.asker(), () -> compare(offer, credential), latest)) {
        return;
      }
    }
  }

  /** What would be refused with the right secret, too, is not worth a core's time. */
  private static boolean worthwhile(Offer offer, ImportedCredential credential, Instant now) {
    return Admission.obstacle(offer.tenant(), offer.entry(), credential, offer.proof(), now)
        .isEmpty();
  }

  private boolean compare(Offer offer, ImportedCredential credential) {
    Optional<ImportedHash> hash = ImportedHash.parse(credential.secretHash(), _ -> {});
    boolean matches = hash.isPresent() && hash.get().matches(offer.secret());
    checked.found(offer.pair(credential), matches);
    if (matches && offer.secret().unguessable() && rehashes.size() < MOST_RIGHT) {
      rehashes.put(
          credential.secretHash(),
          new Rehash(
              offer.tenant().tenant().name(),
              credential.clientId(),
              credential.id(),
              credential.secretHash(),
              offer.hashed()));
    }
    return matches;
  }

  /** What waits to be written to the store. */
  public List<Rehash> rehashes() {
    return List.copyOf(rehashes.values());
  }

  /** Forgets what has been written and is in the registry, or was changed by somebody else. */
  public void written(Rehash rehash) {
    rehashes.remove(rehash.imported(), rehash);
    checked.forget(rehash.imported());
  }
}
