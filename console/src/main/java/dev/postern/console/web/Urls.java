package dev.postern.console.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Puts what people named into paths. */
public final class Urls {

  private Urls() {}

  /** A path of fixed and open segments: <code>path("/apps/{}/grants", id)</code>. */
  public static String path(String template, String... segments) {
    StringBuilder path = new StringBuilder();
    int from = 0;
    for (String segment : segments) {
      int open = template.indexOf("{}", from);
      if (open < 0) {
        throw new IllegalArgumentException("too many segments for " + template);
      }
      path.append(template, from, open).append(segment(segment));
      from = open + 2;
    }
    return path.append(template.substring(from)).toString();
  }

  /** RFC 3986 2.3: what is unreserved stays; a space is %20, not the plus of forms. */
  private static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
