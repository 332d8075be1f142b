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
 * @param aside whether to other methods there is nothing at that path: 404 and not 405
 */
public record Route(String method, String template, Handler handler, int bodyLimit, boolean aside) {
  public Route {
    if (!template.startsWith("/") || bodyLimit < 0) {
      throw new IllegalArgumentException("a route needs an absolute path and a limit of 0 or more");
    }
  }

  /** One method of a path that is there for whoever asks. */
  public Route(String method, String template, Handler handler, int bodyLimit) {
    this(method, template, handler, bodyLimit, false);
  }

  /** A route that takes no body, of a path that is there for nobody who asks otherwise. */
  public static Route aside(String template, Handler handler) {
    return new Route("GET", template, handler, 0, true);
  }

  /** A route that takes no body. */
  public static Route get(String template, Handler handler) {
    return new Route("GET", template, handler, 0);
  }

  List<String> segments() {
    return Arrays.asList(template.substring(1).split("/", -1));
  }
}
