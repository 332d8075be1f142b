package dev.postern.app.settings;

import dev.postern.server.config.AddressRange;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the values of a setting are.
 *
 * @param <T> their type
 * @param name what a value is called in the documentation
 * @param wanted what a value looks like, for who wrote something else
 * @param list whether a file may give several as a list; elsewhere commas part them
 * @param reader reads the text of a value; throws {@link IllegalArgumentException} where it is none
 */
record Kind<T>(String name, String wanted, boolean list, Function<String, T> reader) {

  private static final Pattern TIME = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})(KiB|MiB|GiB)");

  static final Kind<String> TEXT = one("text", "a text is wanted", Function.identity());

  static final Kind<Integer> NUMBER = one("number", "a whole number is wanted", Kind::number);

  static final Kind<Duration> TIME_SPAN =
      one("time", "a time is wanted, as 500ms, 15s, 10m, 1h or 1d", Kind::time);

  /** No time at all where it says never. */
  static final Kind<Duration> TIME_SPAN_OR_NEVER =
      one(
          "time or never",
          "never or a time is wanted, as 500ms, 15s, 10m, 1h or 1d",
          text -> text.equals("never") ? Duration.ZERO : time(text));

  static final Kind<Long> BYTES =
      one("size", "a size is wanted, as 256KiB, 64MiB or 1GiB", Kind::size);

  static final Kind<Path> PATH = one("path", "the path of a file or folder is wanted", Kind::path);

  static final Kind<InetAddress> ADDRESS =
      one("address", "an IP address is wanted, as 127.0.0.1 or ::1", InetAddress::ofLiteral);

  static final Kind<URI> URL = one("URL", "a URL is wanted", Kind::url);

  static final Kind<List<AddressRange>> NETWORKS =
      new Kind<>(
          "networks",
          "IP addresses or networks are wanted, as 10.0.0.0/8",
          true,
          text ->
              Arrays.stream(text.split(",", -1))
                  .map(String::strip)
                  .map(AddressRange::parse)
                  .toList());

  static final Kind<Set<String>> HOSTS =
      new Kind<>(
          "hosts",
          "names or IP addresses of hosts are wanted, as keys.internal or keys.internal:8443",
          true,
          text ->
              Arrays.stream(text.split(",", -1))
                  .map(String::strip)
                  .collect(Collectors.toUnmodifiableSet()));

  /** The one kind whose values a file writes as what YAML knows as true and false. */
  static final Kind<Boolean> TRUTH =
      one(
          "true, false",
          "true or false is wanted",
          text ->
              switch (text) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new IllegalArgumentException("neither");
              });

  /** Several of a kind. */
  static <T> Kind<List<T>> several(String name, String wanted, Function<String, T> reader) {
    return new Kind<>(
        name,
        wanted,
        true,
        text -> Arrays.stream(text.split(",", -1)).map(String::strip).map(reader).toList());
  }

  /** One of the constants of an enum, in lower case. */
  static <E extends Enum<E>> Kind<E> choice(Class<E> type) {
    List<String> names =
        Arrays.stream(type.getEnumConstants()).map(each -> lower(each.name())).toList();
    return one(
        String.join(", ", names),
        "one of " + String.join(", ", names) + " is wanted",
        text -> {
          if (!names.contains(text)) {
            throw new IllegalArgumentException("no such choice");
          }
          return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
        });
  }

  /** A kind of its own. */
  static <T> Kind<T> one(String name, String wanted, Function<String, T> reader) {
    return new Kind<>(name, wanted, false, reader);
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static Integer number(String text) {
    if (!text.matches("-?[0-9]{1,9}")) {
      throw new IllegalArgumentException("no number");
    }
    return Integer.valueOf(text);
  }

  private static Duration time(String text) {
    Matcher parts = matched(TIME, text);
    long number = Long.parseLong(parts.group(1));
    return switch (parts.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  private static Long size(String text) {
    Matcher parts = matched(SIZE, text);
    long number = Long.parseLong(parts.group(1));
    return switch (parts.group(2)) {
      case "KiB" -> number << 10;
      case "MiB" -> number << 20;
      default -> number << 30;
    };
  }

  private static Matcher matched(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not of this form");
    }
    return matcher;
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("no path", e);
    }
  }

  private static URI url(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("no URL", e);
    }
  }
}
