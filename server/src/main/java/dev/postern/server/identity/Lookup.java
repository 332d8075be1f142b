package dev.postern.server.identity;

import dev.postern.store.Account.LookupKey;
import dev.postern.store.Account.LookupKey.Kind;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Something that an account is found by, and by which no other account of the tenant is found.
 * E-mail addresses and user names are compared in lower case and in Unicode's form NFC, phone
 * numbers by their digits; the profile keeps them as they were given.
 */
public final class Lookup {

  private static final int LONGEST_EMAIL = 254;
  private static final int LONGEST_USER_NAME = 100;
  private static final int LONGEST_PHONE = 40;

  /** RFC 5322 3.2.3: atext, and what RFC 6531 3.3 adds: letters, marks and digits of any script. */
  private static final String ATOM = "[\\p{L}\\p{M}\\p{N}!#$%&'*+/=?^_`{|}~-]+";

  /** RFC 1035 2.3.1, with the same addition (RFC 5890). */
  private static final String LABEL =
      "[\\p{L}\\p{N}](?:[\\p{L}\\p{M}\\p{N}-]{0,61}[\\p{L}\\p{M}\\p{N}])?";

  /** RFC 5321 4.1.2, without quoted strings, comments and address literals; two labels or more. */
  private static final Pattern EMAIL =
      Pattern.compile(
          "(?=[^@]{1,64}@)"
              + ATOM
              + "(?:\\."
              + ATOM
              + ")*+@(?:"
              + LABEL
              + "\\.)+(?!\\p{N}+$)"
              + LABEL);

  /** No control, format or unassigned characters, no line ends, no spaces at its ends. */
  private static final Pattern USER_NAME =
      Pattern.compile("(?=\\S)[^\\p{C}\\p{Zl}\\p{Zp}]+(?<=\\S)", Pattern.UNICODE_CHARACTER_CLASS);

  private static final Pattern PHONE = Pattern.compile(" ?\\+?[0-9 ().-]+");
  private static final int FEWEST_DIGITS = 4;
  private static final int MOST_DIGITS = 20;

  private final LookupKey key;

  private Lookup(LookupKey key) {
    this.key = key;
  }

  /** The account that has this e-mail address, or empty where {@code text} is none. */
  public static Optional<Lookup> email(String text) {
    return text.length() <= LONGEST_EMAIL && EMAIL.matcher(text).matches()
        ? Optional.of(new Lookup(new LookupKey(Kind.EMAIL, folded(text))))
        : Optional.empty();
  }

  /** The account that has this user name, or empty where {@code text} is none. */
  public static Optional<Lookup> userName(String text) {
    return text.length() <= LONGEST_USER_NAME && USER_NAME.matcher(text).matches()
        ? Optional.of(new Lookup(new LookupKey(Kind.USERNAME, folded(text))))
        : Optional.empty();
  }

  /** The account that has this phone number, or empty where {@code text} is none. */
  public static Optional<Lookup> phone(String text) {
    if (text.length() > LONGEST_PHONE || !PHONE.matcher(text).matches()) {
      return Optional.empty();
    }
    // Without its plus sign, which a query string turns into a space.
    String digits = text.replaceAll("[^0-9]", "");
    return digits.length() >= FEWEST_DIGITS && digits.length() <= MOST_DIGITS
        ? Optional.of(new Lookup(new LookupKey(Kind.PHONE, digits)))
        : Optional.empty();
  }

  private static String folded(String text) {
    return Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
  }

  LookupKey key() {
    return key;
  }

  /** Names no person. */
  @Override
  public String toString() {
    return "Lookup[" + key.kind() + "]";
  }
}
