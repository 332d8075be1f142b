package dev.postern.server.http;

import java.util.Arrays;
import java.util.List;

/**
 * One method of one path.
 *
 * @param method for example {@code POST}; a {@code GET} route answers {@code HEAD} too
 * @param template an absolute path; a whole segment <code>{name}</code> stands for any one
 *     non-empty segment
 * @param handler what answers
 * @param bodyLimit the largest body taken, in bytes; 0 where none is expected
 */
public record Route(String method, String template, Handler handler, int bodyLimit) {
  public Route {
    if (!template.startsWith("/") || bodyLimit < 0) {
      throw new IllegalArgumentException("a route needs an absolute path and a limit of 0 or more");
    }
  }

  /** A route that takes no body. */
  public static Route get(String template, Handler handler) {
    return new Route("GET", template, handler, 0);
  }

  List<String> segments() {
    return Arrays.asList(template.substring(1).split("/", -1));
  }
}
