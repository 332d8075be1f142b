package dev.postern.protocol.admin;

import java.time.Duration;

/** How long tokens live: what the server goes by, and what a form for a new API proposes. */
public final class TokenLifetime {

  /** Where nobody says another. */
  public static final Duration USUAL = Duration.ofDays(1);

  private TokenLifetime() {}
}
