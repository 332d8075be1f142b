package dev.postern.client;

import dev.postern.client.TokenUnavailable.Reason;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an assertion that was refused from being shown again and again: the same one not for 2 s,
 * then for 4 s, and so on up to a minute. It may be taken later, as when its issuer is believed
 * only now. Another one is shown at once. For one request at a time.
 */
final class RefusedAssertion {

  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final String SPENT =
      "the same assertion was shown before; it is taken once only, unless its app's credential is"
          + " reusable";

  private Shown last = Shown.NOTHING;
  private boolean repeated;

  private Shown refused = Shown.NOTHING;
  private Attempt.@Nullable Failed refusal;
  private Duration pause = FIRST;
  private Instant until = Instant.MIN;

  /** The refusal that stands for what {@code shown} would meet, or null. */
  Attempt.@Nullable Failed standing(Shown shown, Instant now) {
    return shown.repeats(refused) && now.isBefore(until) ? refusal : null;
  }

  /** Tells what is shown now, whatever becomes of it. */
  void showing(Shown shown) {
    // Once it is refused, what counts is whether it was shown before that.
    repeated = shown.repeats(refused) ? repeated : shown.repeats(last);
    last = shown;
  }

  /** Tells how the last one was answered; gives that back, with what it means where it is known. */
  Attempt answered(Attempt attempt, Instant now) {
    if (attempt instanceof Attempt.Got) {
      refused = Shown.NOTHING;
      return attempt;
    }
    if (!(attempt instanceof Attempt.Failed failed
        && failed.reason() instanceof Reason.Refused no
        // RFC 7523 3.1: whatever is wrong with an assertion.
        && no.error().equals("invalid_grant")
        && last.assertive())) {
      return attempt;
    }
    Duration doubled = pause.multipliedBy(2);
    pause = !last.repeats(refused) ? FIRST : doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    until = now.plus(pause);
    refused = last;
    Attempt.Failed meant = repeated ? Attempt.Failed.lasting(spent(no)) : failed;
    refusal = meant;
    return meant;
  }

  private static Reason spent(Reason.Refused no) {
    String description = no.description().isEmpty() ? SPENT : no.description() + "; " + SPENT;
    return new Reason.Refused(no.error(), description, no.status());
  }
}
