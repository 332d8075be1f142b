package dev.postern.server.http;

import java.nio.charset.StandardCharsets;

/** How the refusals of the HTTP edge itself look under some paths: one shape of body per API. */
@FunctionalInterface
public interface ErrorStyle {

  /**
   * {@code {"error","error_description"}} as in RFC 6749 section 5.2: the style where no other is
   * set.
   */
  ErrorStyle OAUTH =
      error ->
          Reply.json(
              error.status(),
              ("{\"error\":\""
                      + error.code()
                      + "\",\"error_description\":\""
                      + error.description()
                      + "\"}")
                  .getBytes(StandardCharsets.US_ASCII));

  /** The reply to a refused request, with the status of the error. */
  Reply write(HttpError error);

  /** The reply with the headers that some statuses owe: here {@code Retry-After} to 503. */
  default Reply reply(HttpError error) {
    Reply reply = write(error);
    return error == HttpError.UNAVAILABLE ? reply.header("Retry-After", "1") : reply;
  }
}
