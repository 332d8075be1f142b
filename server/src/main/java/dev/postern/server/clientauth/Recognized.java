package dev.postern.server.clientauth;

import dev.postern.server.refusal.Refusal;
import java.time.Instant;

/**
 * A client whose proof stands, and was not used before if it can be used only once.
 *
 * @param client who it is
 * @param once what is still to be used up
 */
public record Recognized(AuthenticatedClient client, Once once) {

  private static final Once NOTHING = now -> {};

  /** By a proof that may be shown again. */
  Recognized(AuthenticatedClient client) {
    this(client, NOTHING);
  }

  /** Something that may be used once. */
  interface Once {
    /** Uses it up, or refuses where somebody was faster or it could not be remembered. */
    void useUp(Instant now) throws Refusal;
  }

  /**
   * Uses up what can be used only once: the last step before the client is given what it asked for,
   * so that a request that is refused for anything else may be mended and sent again.
   */
  public void useUp(Instant now) throws Refusal {
    once.useUp(now);
  }
}
