package dev.postern.server.http;

/**
 * What the HTTP edge itself refuses, each with its status and the fixed text that a client sees.
 */
public enum HttpError {
  BAD_REQUEST(400, "invalid_request", "The request is malformed."),
  NOT_FOUND(404, "invalid_request", "There is nothing at this address."),
  METHOD_NOT_ALLOWED(405, "invalid_request", "This method is not allowed here."),
  REQUEST_TIMEOUT(408, "invalid_request", "The request did not arrive in time."),
  CONTENT_TOO_LARGE(413, "invalid_request", "The request body is too large."),
  URI_TOO_LONG(414, "invalid_request", "The request line is too long."),
  UNSUPPORTED_MEDIA_TYPE(415, "invalid_request", "This form of content is not taken here."),
  EXPECTATION_FAILED(417, "invalid_request", "Only the expectation 100-continue can be met."),
  HEADERS_TOO_LARGE(431, "invalid_request", "The request headers are too large."),
  INTERNAL(500, "server_error", "The server met an unexpected condition."),
  UNAVAILABLE(503, "temporarily_unavailable", "The server cannot answer now; try again later.");

  private final int status;
  private final String code;
  private final String description;

  HttpError(int status, String code, String description) {
    this.status = status;
    this.code = code;
    this.description = description;
  }

  /** The HTTP status code. */
  public int status() {
    return status;
  }

  /** The error code in the manner of RFC 6749 section 5.2. */
  public String code() {
    return code;
  }

  /** One English sentence that needs no escaping in JSON and never repeats input. */
  public String description() {
    return description;
  }
}
