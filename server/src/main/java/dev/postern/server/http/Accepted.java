package dev.postern.server.http;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The media types that a request names in {@code Accept}, each with its weight (RFC 9110 section
 * 12.5.1). Ranges and what cannot be read are passed over: nobody is refused for a wish.
 */
public final class Accepted {

  private static final Pattern NAMED =
      Pattern.compile(
          "[ \t]*+([^ \t;]++)[ \t]*+(?:;[ \t]*+q=(0(?:\\.[0-9]{0,3})?|1(?:\\.0{0,3})?)[ \t]*+)?",
          Pattern.CASE_INSENSITIVE);

  private final Map<String, Double> weights;

  private Accepted(Map<String, Double> weights) {
    this.weights = weights;
  }

  /** What the {@code Accept} fields among {@code headers} say. */
  public static Accepted of(Headers headers) {
    Map<String, Double> weights = new HashMap<>();
    for (String header : headers.all("Accept")) {
      for (String part : header.split(",", -1)) {
        Matcher named = NAMED.matcher(part);
        if (named.matches()) {
          double weight = named.group(2) == null ? 1 : Double.parseDouble(named.group(2));
          weights.merge(named.group(1).toLowerCase(Locale.ROOT), weight, Math::max);
        }
      }
    }
    return new Accepted(weights);
  }

  /** Whether {@code type}, in lower case, is named as acceptable: what weighs 0 is not (12.4.2). */
  public boolean names(String type) {
    return weights.getOrDefault(type, 0.0) > 0;
  }

  /** Whether {@code type} is named, and {@code other} is not or weighs no more. */
  public boolean prefers(String type, String other) {
    double weight = weights.getOrDefault(type, 0.0);
    return weight > 0 && weight >= weights.getOrDefault(other, 0.0);
  }
}
