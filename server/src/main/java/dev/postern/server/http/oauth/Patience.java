package dev.postern.server.http.oauth;

import dev.postern.server.http.Reply;
import dev.postern.server.refusal.Awaited;
import dev.postern.server.refusal.Reason;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.TenantName;
import java.util.function.Function;

/**
 * Lets requests wait for what is needed to tell whether their clients are who they say, and answers
 * them then: once, and only where somebody still wants to know. All endpoints of a server share it.
 */
public final class Patience {

  /** What is done for a request, by a client that has to prove itself. */
  @FunctionalInterface
  interface Step {
    Reply take() throws Refusal;
  }

  private final WaitingRoom room = new WaitingRoom();

  /** Nobody waits yet. */
  public Patience() {}

  /**
   * The answer to a request of {@code tenant}'s by taking the step, later if need be.
   *
   * @param refused how it is answered that a request is refused
   */
  Reply answer(TenantName tenant, Step step, Function<Reason, Reply> refused) {
    try {
      return step.take();
    } catch (Refusal refusal) {
      return afterwards(tenant, refusal.reason(), step, refused);
    }
  }

  /**
   * The answer to a request whose step was refused for {@code reason}: later, if there is something
   * to wait for.
   */
  Reply afterwards(TenantName tenant, Reason reason, Step step, Function<Reason, Reply> refused) {
    return reason instanceof Awaited awaited
        ? Reply.later(() -> waited(tenant, awaited, step, refused))
        : refused.apply(reason);
  }

  /** Waits; what comes behind it is left for later once more, for who may have gone meanwhile. */
  private Reply waited(
      TenantName tenant, Awaited awaited, Step step, Function<Reason, Reply> refused) {
    if (!room.enter(tenant, awaited.client())) {
      return refused.apply(TokenReason.TOO_MANY_WAIT);
    }
    try {
      awaited.arrival().await();
    } catch (Refusal refusal) {
      return refused.apply(last(refusal.reason()));
    } finally {
      room.leave(tenant, awaited.client());
    }
    return Reply.later(() -> again(step, refused));
  }

  private static Reply again(Step step, Function<Reason, Reply> refused) {
    try {
      return step.take();
    } catch (Refusal refusal) {
      return refused.apply(last(refusal.reason()));
    }
  }

  /** Nobody waits twice. */
  private static Reason last(Reason reason) {
    return reason instanceof Awaited again ? again.otherwise() : reason;
  }

  /** How many wait now. */
  int waiting() {
    return room.size();
  }
}
