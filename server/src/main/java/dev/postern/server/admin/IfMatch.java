package dev.postern.server.admin;

import dev.postern.server.refusal.AdminReason;
import dev.postern.server.refusal.Refusal;
import java.util.Optional;
import java.util.Set;

/**
 * What the caller believes to be changing (RFC 9110 section 13.1.1). Whoever changes something is
 * given one, so that he has to look.
 *
 * @param said whether the caller says anything
 * @param versions the versions in one of which he has read it; empty: he wants it to be there, in
 *     whatever version
 */
public record IfMatch(boolean said, Optional<Set<Long>> versions) {

  /** The caller does not say. */
  public static final IfMatch NOTHING = new IfMatch(false, Optional.empty());

  /** The caller wants it to be there. */
  public static final IfMatch ANY = new IfMatch(true, Optional.empty());

  /** Copies the set. */
  public IfMatch {
    versions = versions.map(Set::copyOf);
  }

  /** The caller has read it in one of these versions. */
  public static IfMatch of(Set<Long> versions) {
    return new IfMatch(true, Optional.of(versions));
  }

  /** Refuses where the thing, which is there, has changed since the caller read it. */
  void check(long version) throws Refusal {
    if (versions.isPresent() && !versions.get().contains(version)) {
      throw new Refusal(new AdminReason.Stale());
    }
  }

  /** Refuses where the caller takes a thing for there that is not. */
  void checkAbsent() throws Refusal {
    if (said) {
      throw new Refusal(new AdminReason.Stale());
    }
  }
}
