package dev.postern.server.refusal;

/**
 * A request that is refused, as expected: the one checked exception of the server. It has no stack
 * trace, for it is no mistake of ours.
 */
public final class Refusal extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Reason reason;

  /** A refusal for that reason. */
  public Refusal(Reason reason) {
    super(reason.toString(), null, false, false);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
