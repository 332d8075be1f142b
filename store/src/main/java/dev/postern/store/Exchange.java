package dev.postern.store;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.Scopes;
import java.util.Set;

/**
 * For which tokens a grant's app may have others under this grant in exchange (RFC 8693).
 *
 * @param from the APIs that those tokens are for; the app must act for the API, too, for only then
 *     was the token sent to it
 * @param subjects the apps that those tokens were issued to and speak for, which are mostly one;
 *     empty: any
 * @param scopes what an exchanged token may permit at most; empty: all that the grant permits
 * @param mode whether an exchanged token says who acts
 */
public record Exchange(Set<ApiId> from, Set<ClientId> subjects, Scopes scopes, Mode mode) {

  /** Whether a token says who acts for its subject (RFC 8693 section 1.1). */
  public enum Mode {
    /** It does: {@code act} names the app. */
    DELEGATION,
    /** It does not, as if the subject had asked itself; {@code client_id} still names the app. */
    IMPERSONATION
  }

  /** Copies the sets. */
  public Exchange {
    from = Set.copyOf(from);
    subjects = Set.copyOf(subjects);
  }

  /** Whether whatever could be had under {@code other} can be had under this, and is the same. */
  public boolean covers(Exchange other) {
    boolean anySubject = subjects.isEmpty();
    boolean allScopes = scopes.empty();
    return mode == other.mode
        && from.containsAll(other.from)
        && (anySubject || (!other.subjects.isEmpty() && subjects.containsAll(other.subjects)))
        && (allScopes || (!other.scopes.empty() && scopes.containsAll(other.scopes)));
  }
}
