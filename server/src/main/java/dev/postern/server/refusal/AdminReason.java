package dev.postern.server.refusal;

import dev.postern.protocol.Scopes;
import dev.postern.protocol.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Why the Admin API refuses a call. */
public sealed interface AdminReason extends Reason {

  /**
   * One thing that is wrong with a body or a parameter.
   *
   * @param pointer where: a JSON pointer (RFC 6901) into the body, {@code ?name} for a parameter,
   *     or the name of a header
   * @param detail what, in a sentence that repeats no input
   */
  record Problem(String pointer, String detail) {}

  /** There is nothing of that name here; another tenant's things are nothing here, too. */
  record NotFound() implements AdminReason {}

  /**
   * The request makes no sense.
   *
   * @param problems everything that is wrong with it
   */
  record Invalid(List<Problem> problems) implements AdminReason {

    /** Copies the list. */
    public Invalid {
      problems = List.copyOf(problems);
    }

    /** A request with one problem. */
    public static Refusal at(String pointer, String detail) {
      return new Refusal(new Invalid(List.of(new Problem(pointer, detail))));
    }
  }

  /**
   * It contradicts what is there.
   *
   * @param detail a fixed sentence
   */
  record Conflict(String detail) implements AdminReason {}

  /**
   * A key cannot be removed, because something that it signed may be in use.
   *
   * @param until as long as that may be so; empty while it signs
   * @param apis at how many APIs tokens would be lost if it were removed all the same
   * @param apps of how many apps
   */
  record KeyInUse(Optional<Instant> until, int apis, int apps) implements AdminReason {}

  /** The thing is not, or no longer, as the caller supposes. */
  record Stale() implements AdminReason {}

  /**
   * The caller would hand out what he does not hold.
   *
   * @param missing the scopes that he would have to hold
   */
  record NotHeld(Scopes missing) implements AdminReason {}

  /** The caller's grant is limited to chosen APIs, and this is about more than those. */
  record Limited() implements AdminReason {}

  /** The idempotency key was used for another request. */
  record KeyReused() implements AdminReason {}

  /**
   * The request was carried out before; it is answered as it was then.
   *
   * @param path where the thing is, below the root of the Admin API
   * @param body the answer, secrets left out
   */
  record AlreadyDone(String path, JsonObject body) implements AdminReason {}
}
