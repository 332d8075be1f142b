package dev.postern.store;

/**
 * The store could not do what it was asked: out of reach, out of time, out of space. Nothing of the
 * change is there, or its outcome is not known; to the caller that is 503.
 */
public final class StoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** With a text that names no secret. */
  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }

  /** With a text that names no secret. */
  public StoreException(String message) {
    super(message);
  }
}
