package dev.postern.server.signing;

/** A sealed key that does not open: the master key is another, or somebody changed the row. */
public final class UnsealException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  UnsealException(String message) {
    super(message);
  }
}
