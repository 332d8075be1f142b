package dev.postern.server.admin;

import dev.postern.protocol.ClientId;
import dev.postern.store.ApiId;
import dev.postern.store.Outcome;
import dev.postern.store.UsageSum;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names the last item of a part of the usage: its time, app, API and outcome, in base64url. Where
 * usage is not told apart by one of them it says nothing about it.
 */
final class UsageCursor {

  private static final String NAME = "([A-Za-z0-9._~-]{0,128})";
  private static final Pattern CONTENT =
      Pattern.compile("(\\d{1,15})/" + NAME + "/" + NAME + "/([a-z0-9_]{0,64})");

  private UsageCursor() {}

  static String of(UsageSum last) {
    Instant at = last.at();
    List<String> parts =
        List.of(
            Long.toString(at == null ? 0 : at.toEpochMilli()),
            text(last.client()),
            text(last.api()),
            text(last.outcome()));
    String content = String.join("/", parts);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(content.getBytes(StandardCharsets.US_ASCII));
  }

  private static String text(@Nullable Object id) {
    return id == null ? "" : id.toString();
  }

  /** The item, of which nobody needs the count; empty where the list is read from its beginning. */
  static Optional<UsageSum> read(Filters filters, Paging paging) {
    return filters.cursor(paging, UsageCursor::parse);
  }

  private static Optional<UsageSum> parse(String cursor) {
    Matcher content = CONTENT.matcher(decoded(cursor));
    if (!content.matches()) {
      return Optional.empty();
    }
    Optional<Outcome> outcome = Outcome.parse(content.group(4));
    if (outcome.isEmpty() && !content.group(4).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new UsageSum(
            Instant.ofEpochMilli(Long.parseLong(content.group(1))),
            content.group(2).isEmpty() ? null : new ClientId(content.group(2)),
            content.group(3).isEmpty() ? null : new ApiId(content.group(3)),
            outcome.orElse(null),
            0));
  }

  /** What is no base64url is decoded to nothing, which no cursor is made of. */
  private static String decoded(String cursor) {
    try {
      return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.ISO_8859_1);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
