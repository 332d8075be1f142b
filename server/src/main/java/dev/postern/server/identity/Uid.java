package dev.postern.server.identity;

import dev.postern.store.AccountId;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Names an account.
 *
 * @param text 32 lower-case hex digits
 */
public record Uid(String text) {

  private static final Pattern SHAPE = Pattern.compile("[0-9a-f]{32}");

  /** Refuses what is no uid with {@link IllegalArgumentException}. */
  public Uid {
    if (!SHAPE.matcher(text).matches()) {
      throw new IllegalArgumentException("a uid is 32 lower-case hex digits");
    }
  }

  /** The uid that {@code text} is in either case, or empty. */
  public static Optional<Uid> parse(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return SHAPE.matcher(lower).matches() ? Optional.of(new Uid(lower)) : Optional.empty();
  }

  /** A new uid; {@code random} must be cryptographically strong. */
  static Uid random(RandomGenerator random) {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return new Uid(HexFormat.of().formatHex(bytes));
  }

  AccountId id() {
    return new AccountId(text);
  }

  @Override
  public String toString() {
    return text;
  }
}
