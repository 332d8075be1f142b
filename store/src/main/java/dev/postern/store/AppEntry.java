package dev.postern.store;

import java.util.List;
import java.util.Optional;

/**
 * An app with all that is needed to give it a token: one immutable entry, swapped as a whole.
 *
 * @param app the app
 * @param credentials its ways to prove itself
 * @param grants what it may do, at most one for each API
 */
public record AppEntry(App app, List<Credential> credentials, List<Grant> grants) {

  /** Copies the lists. */
  public AppEntry {
    credentials = List.copyOf(credentials);
    grants = List.copyOf(grants);
  }

  /** What it may do at {@code api}, or empty. */
  public Optional<Grant> grant(ApiId api) {
    for (Grant grant : grants) {
      if (grant.apiId().equals(api)) {
        return Optional.of(grant);
      }
    }
    return Optional.empty();
  }
}
