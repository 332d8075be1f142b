package dev.postern.server.clientauth;

import dev.postern.protocol.token.Replays;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

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

  /**
   * An assertion of a client's own, which may be used once.
   *
   * @throws Refusal where it was used, or nobody can tell
   */
  Recognized once(AuthenticatedClient client, ClientAssertion.Claims assertion) throws Refusal {
    return once(client, assertion.id(), assertion.times(), TokenReason.ASSERTION_USED);
  }

  /** The same with one that another issuer made about the client. */
  Recognized once(AuthenticatedClient client, GrantAssertion assertion) throws Refusal {
    String id = assertion.id().orElseThrow(() -> new Refusal(TokenReason.GRANT_ASSERTION_WRONG));
    // JSON here has no U+0000: no two pairs are one text, and none is a name of the client's own.
    String name = assertion.principal().issuer() + '\0' + id;
    return once(client, name, assertion.times(), TokenReason.GRANT_ASSERTION_USED);
  }

  /** What was made here is brought back once, as the challenge of a passkey is answered once. */
  Recognized once(AuthenticatedClient client, Stamp stamp) throws Refusal {
    AssertionTimes times =
        new AssertionTimes(Optional.of(stamp.madeAt()), Optional.empty(), stamp.endsAt());
    return once(client, "stamp\0" + stamp.text(), times, TokenReason.ASSERTION_USED);
  }

  private Recognized once(
      AuthenticatedClient client, String id, AssertionTimes times, TokenReason again)
      throws Refusal {
    if (times.madeAt().isBefore(since)) {
      throw new Refusal(TokenReason.ASSERTION_USE_UNKNOWN);
    }
    Replays.Owner owner =
        new Replays.Owner(
            client.tenant().tenant().name().text(), client.entry().app().clientId().text());
    // At once, so that nobody has a request with a stale one looked at further.
    if (used.used(owner, id)) {
      throw new Refusal(again);
    }
    return new Recognized(
        client,
        now -> {
          switch (used.claim(owner, id, times.end(), now)) {
            case FIRST -> {}
            case AGAIN -> throw new Refusal(again);
            case FULL -> throw new Refusal(TokenReason.ASSERTION_USE_UNKNOWN);
          }
        });
  }
}
