package dev.postern.store;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an app can prove itself with, and when it last did.
 *
 * @param types what its credentials are, those too that have ended
 * @param lastUsed when one of them was last used, as far as it is recorded, or null
 */
public record AppUse(Set<CredentialFilter.Type> types, @Nullable Instant lastUsed) {

  /** Of an app that has no credential. */
  public static final AppUse NONE = new AppUse(Set.of(), null);

  /** Copies the set. */
  public AppUse {
    types = Set.copyOf(types);
  }

  /** The same with one more credential. */
  public AppUse and(CredentialFilter.Type type, @Nullable Instant used) {
    Set<CredentialFilter.Type> all = EnumSet.of(type);
    all.addAll(types);
    boolean later = used != null && (lastUsed == null || used.isAfter(lastUsed));
    return new AppUse(all, later ? used : lastUsed);
  }
}
