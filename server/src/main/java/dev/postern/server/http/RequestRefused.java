package dev.postern.server.http;

/**
 * A request that the HTTP edge refuses while a handler reads it (a doubled header, a malformed
 * query). Whoever lets it pass gets the answer of the path's {@link ErrorStyle}. It has no stack
 * trace: it is expected, and hostile clients must not make the server walk its stack.
 */
public final class RequestRefused extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final HttpError error;

  public RequestRefused(HttpError error) {
    super(error.description(), null, false, false);
    this.error = error;
  }

  public HttpError error() {
    return error;
  }
}
