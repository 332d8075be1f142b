package dev.postern.server.admin;

import dev.postern.protocol.ClientId;
import dev.postern.server.refusal.AdminReason;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.ApiId;
import dev.postern.store.Outcome;
import dev.postern.store.UsageSum;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
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
    String content =
        "%d/%s/%s/%s"
            .formatted(
                at == null ? 0 : at.toEpochMilli(),
                text(last.client()),
                text(last.api()),
                text(last.outcome()));
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(content.getBytes(StandardCharsets.US_ASCII));
  }

  private static String text(@Nullable Object id) {
    return id == null ? "" : id.toString();
  }

  /** The item, of which nobody needs the count; empty where the list is read from its beginning. */
  static Optional<UsageSum> read(String cursor) throws Refusal {
    if (cursor.isEmpty()) {
      return Optional.empty();
    }
    Matcher content = CONTENT.matcher(decoded(cursor));
    if (!content.matches()) {
      throw unknown();
    }
    String outcome = content.group(4);
    return Optional.of(
        new UsageSum(
            Instant.ofEpochMilli(Long.parseLong(content.group(1))),
            content.group(2).isEmpty() ? null : new ClientId(content.group(2)),
            content.group(3).isEmpty() ? null : new ApiId(content.group(3)),
            outcome.isEmpty() ? null : Outcome.parse(outcome).orElseThrow(UsageCursor::unknown),
            0));
  }

  private static String decoded(String cursor) throws Refusal {
    try {
      return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.ISO_8859_1);
    } catch (IllegalArgumentException e) {
      throw unknown();
    }
  }

  private static Refusal unknown() {
    return AdminReason.Invalid.at("?cursor", "is none that a list ended with");
  }
}
