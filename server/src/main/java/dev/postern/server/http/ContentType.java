package dev.postern.server.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code Content-Type} strictly (RFC 9110 section 8.3.1): one, and in UTF-8 or not at all.
 */
final class ContentType {
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]++";
  private static final Pattern MEDIA_TYPE =
      Pattern.compile(
          "("
              + TOKEN
              + "/"
              + TOKEN
              + ")(?:[ \t]*;[ \t]*charset=("
              + TOKEN
              + "|\""
              + TOKEN
              + "\"))?",
          Pattern.CASE_INSENSITIVE);

  /** What nearly everybody sends, spelled as nearly everybody spells it: nothing to take apart. */
  private static final Set<String> USUAL =
      Set.of("application/x-www-form-urlencoded", "application/json");

  private ContentType() {}

  static Optional<String> of(Headers headers) {
    List<String> values = headers.all("Content-Type");
    if (values.isEmpty()) {
      return Optional.empty();
    }
    if (values.size() == 1 && USUAL.contains(values.getFirst())) {
      return Optional.of(values.getFirst());
    }
    Matcher type = MEDIA_TYPE.matcher(values.getFirst());
    if (values.size() > 1 || !type.matches() || !utf8(type.group(2))) {
      throw new RequestRefused(HttpError.UNSUPPORTED_MEDIA_TYPE);
    }
    return Optional.of(type.group(1).toLowerCase(Locale.ROOT));
  }

  private static boolean utf8(@Nullable String charset) {
    return charset == null
        || charset.equalsIgnoreCase("utf-8")
        || charset.equalsIgnoreCase("\"utf-8\"");
  }
}
