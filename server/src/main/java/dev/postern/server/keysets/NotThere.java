package dev.postern.server.keysets;

import java.io.IOException;

/** The host answers, and says that there is nothing at the address (404). */
final class NotThere extends IOException {

  private static final long serialVersionUID = 1L;

  NotThere(String message) {
    super(message);
  }
}
