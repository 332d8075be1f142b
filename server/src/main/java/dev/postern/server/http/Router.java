package dev.postern.server.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Finds the route of a request by exact path. Paths are compared as sent, so there is one spelling
 * of each: an escape, a doubled or a trailing slash makes another path, which is not there. Only
 * the segments that a template leaves open are decoded.
 *
 * <p>404 to an unknown path, 405 with {@code Allow} to an unknown method, also {@code OPTIONS}:
 * there is no CORS here.
 */
public final class Router {
  // RFC 3986 3.3: pchar and "/"; escapes must be whole
  private static final Pattern PATH =
      Pattern.compile("/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*+");

  private record Template(List<String> segments, Map<String, Route> methods) {}

  private final Map<String, Map<String, Route>> fixed = new HashMap<>();
  private final List<Template> open = new ArrayList<>();
  private final Map<String, ErrorStyle> styles;
  private final Others others;

  /** Knows which paths belong to other routers. */
  @FunctionalInterface
  public interface Others {

    /**
     * Whose path it is. Asked on the event loop, so it must not block.
     *
     * @param path as sent: nothing about it has been checked
     * @return empty where it belongs to no other router
     */
    Optional<Other> of(String path);
  }

  /**
   * Another router, and what it is asked for.
   *
   * @param path the path as that router knows it
   */
  public record Other(Router router, String path) {}

  /** A router whose refusals are all in the {@link ErrorStyle#OAUTH} style. */
  public Router(List<Route> routes) {
    this(routes, Map.of());
  }

  /** A router of these routes and no others. */
  public Router(List<Route> routes, Map<String, ErrorStyle> styles) {
    this(routes, styles, path -> Optional.empty());
  }

  /**
   * A router of these routes. A path without open segments comes before all else, then what belongs
   * to others, then paths with open segments, the earlier before the later.
   *
   * @param styles by path prefix of whole segments, without a slash at its end, for example {@code
   *     /admin}; no prefix may lie under another
   * @throws IllegalArgumentException if a method of a path is given twice
   */
  public Router(List<Route> routes, Map<String, ErrorStyle> styles, Others others) {
    this.others = others;
    Map<String, Map<String, Route>> byTemplate = new LinkedHashMap<>();
    for (Route route : routes) {
      Map<String, Route> methods =
          byTemplate.computeIfAbsent(route.template(), template -> new HashMap<>());
      if (methods.put(route.method(), route) != null) {
        throw new IllegalArgumentException(route.method() + " " + route.template() + " twice");
      }
    }
    byTemplate.forEach((template, methods) -> {
      if (template.contains("{")) {
        open.add(new Template(methods.values().iterator().next().segments(), methods));
      } else {
        fixed.put(template, methods);
      }
    });
    this.styles = Map.copyOf(styles);
  }

  /** The route for a request, by host, method and path alone. */
  public Routed route(RequestHead head) {
    return route(head.method(), head.path());
  }

  private Routed route(String method, String path) {
    ErrorStyle style = style(path);
    // What equals a path of ours is well-formed; the rest is looked at first.
    Map<String, Route> methods = fixed.get(path);
    if (methods != null) {
      return choose(methods, method, Map.of(), style);
    }
    Optional<Other> other = others.of(path);
    if (other.isPresent()) {
      return other.get().router().route(method, other.get().path());
    }
    if (!PATH.matcher(path).matches() || walks(path)) {
      return refused(HttpError.BAD_REQUEST, style);
    }
    List<String> segments = List.of(path.substring(1).split("/", -1));
    for (Template template : open) {
      if (fits(template.segments(), segments)) {
        return parameters(template.segments(), segments)
            .map(parameters -> choose(template.methods(), method, parameters, style))
            .orElseGet(() -> refused(HttpError.BAD_REQUEST, style));
      }
    }
    return refused(HttpError.NOT_FOUND, style);
  }

  private static Routed choose(
      Map<String, Route> methods, String method, Map<String, String> parameters, ErrorStyle style) {
    Route route = methods.get(method);
    if (route == null && method.equals("HEAD")) {
      route = methods.get("GET");
    }
    if (route != null) {
      return new Routed.Found(route, parameters, style);
    }
    if (methods.values().stream().allMatch(Route::aside)) {
      return refused(HttpError.NOT_FOUND, style);
    }
    TreeSet<String> allowed = new TreeSet<>(methods.keySet());
    if (allowed.contains("GET")) {
      allowed.add("HEAD");
    }
    // RFC 9110 15.5.6: a 405 tells the methods that are allowed
    Reply reply = style.reply(HttpError.METHOD_NOT_ALLOWED);
    return new Routed.Refused(reply.header("Allow", String.join(", ", allowed)), style);
  }

  private static Routed refused(HttpError error, ErrorStyle style) {
    return new Routed.Refused(style.reply(error), style);
  }

  private static boolean walks(String path) {
    return path.contains("//")
        || path.contains("/./")
        || path.contains("/../")
        || path.endsWith("/.")
        || path.endsWith("/..");
  }

  private static boolean fits(List<String> template, List<String> segments) {
    if (template.size() != segments.size()) {
      return false;
    }
    for (int i = 0; i < template.size(); i++) {
      boolean fits =
          isOpen(template.get(i))
              ? !segments.get(i).isEmpty()
              : template.get(i).equals(segments.get(i));
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private static Optional<Map<String, String>> parameters(
      List<String> template, List<String> segments) {
    Map<String, String> parameters = new HashMap<>();
    for (int i = 0; i < template.size(); i++) {
      String name = template.get(i);
      if (isOpen(name)) {
        Optional<String> value = Percent.decode(segments.get(i));
        if (value.isEmpty()) {
          return Optional.empty();
        }
        parameters.put(name.substring(1, name.length() - 1), value.get());
      }
    }
    return Optional.of(parameters);
  }

  private static boolean isOpen(String segment) {
    return segment.startsWith("{") && segment.endsWith("}");
  }

  private ErrorStyle style(String path) {
    for (Map.Entry<String, ErrorStyle> style : styles.entrySet()) {
      String prefix = style.getKey();
      if (path.startsWith(prefix)
          && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/')) {
        return style.getValue();
      }
    }
    return ErrorStyle.OAUTH;
  }
}
