package dev.postern.server.clientauth;

import dev.postern.protocol.token.Replays;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Which assertions were used, each once (RFC 7523 section 3, decision 0016): in memory, for this
 * one node, since it started.
 *
 * <p>What was made before that may have been used before that. It is not accepted, and not said to
 * be wrong either: whoever makes a new one will be let in.
 */
final class UsedAssertions {

  /** How many are remembered at once, and how many of one app. */
  private static final int MOST = 1_000_000;

  private static final int MOST_OF_ONE = 100_000;

  private final Replays used;
  private final Instant since;

  UsedAssertions(Instant startedAt) {
    this(startedAt, new Replays(MOST, MOST_OF_ONE));
  }

  UsedAssertions(Instant startedAt, Replays used) {
    this.used = used;
    // Clients write whole seconds: what was made in this one was not used by a process that had to
    // end before this one could start.
    this.since = startedAt.truncatedTo(ChronoUnit.SECONDS);
  }

  /** Uses an assertion up, or refuses it because it was used or because nobody can tell. */
  void use(AuthenticatedClient client, ClientAssertion.Claims assertion, Instant now)
      throws Refusal {
    if (assertion.times().madeAt().isBefore(since)) {
      throw new Refusal(TokenReason.ASSERTION_USE_UNKNOWN);
    }
    Replays.Owner owner =
        new Replays.Owner(
            client.tenant().tenant().name().text(), client.entry().app().clientId().text());
    switch (used.claim(owner, assertion.id(), assertion.times().end(), now)) {
      case FIRST -> {}
      case AGAIN -> throw new Refusal(TokenReason.ASSERTION_USED);
      case FULL -> throw new Refusal(TokenReason.ASSERTION_USE_UNKNOWN);
    }
  }
}
