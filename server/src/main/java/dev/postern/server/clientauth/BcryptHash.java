package dev.postern.server.clientauth;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.BCrypt;

/**
 * bcrypt, {@code $2b$12$} and 53 characters; {@code 2a} and {@code 2y} are the same for the
 * characters that secrets have. bcrypt looks at 72 bytes and no further, so a longer secret matches
 * nothing here: what nobody looked at proves nothing.
 */
final class BcryptHash extends ImportedHash {

  static final String START = "$2";

  private static final Pattern FORM =
      Pattern.compile("\\$2[aby]\\$(\\d\\d)\\$([./A-Za-z0-9]{22})([./A-Za-z0-9]{31})");

  private static final String THEIRS =
      "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final String STANDARD =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  private static final int LEAST_COST = 10;
  private static final int MOST_COST = 14;
  private static final int LOOKED_AT = 72;

  private final int cost;
  private final byte[] salt;
  private final byte[] hash;

  private BcryptHash(int cost, byte[] salt, byte[] hash) {
    super("bcrypt");
    this.cost = cost;
    this.salt = salt;
    this.hash = hash;
  }

  static Optional<ImportedHash> read(String text, Consumer<String> complaint) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      complaint.accept("is, by bcrypt, $2b$, $2a$ or $2y$, the cost in two digits, $ and 53 more");
      return Optional.empty();
    }
    int cost = Integer.parseInt(form.group(1));
    if (cost < LEAST_COST || cost > MOST_COST) {
      complaint.accept("has, by bcrypt, a cost from 10 to 14");
      return Optional.empty();
    }
    Optional<byte[]> salt = bytes(standard(form.group(2)));
    Optional<byte[]> hash = bytes(standard(form.group(3)));
    if (salt.isEmpty() || hash.isEmpty()) {
      complaint.accept("has, by bcrypt, left-over bits that are zero");
      return Optional.empty();
    }
    return Optional.of(new BcryptHash(cost, salt.get(), hash.get()));
  }

  /** bcrypt's base64 has an alphabet of its own. */
  private static String standard(String theirs) {
    StringBuilder standard = new StringBuilder(theirs.length());
    for (int i = 0; i < theirs.length(); i++) {
      standard.append(STANDARD.charAt(THEIRS.indexOf(theirs.charAt(i))));
    }
    return standard.toString();
  }

  @Override
  boolean matches(OfferedSecret secret) {
    if (secret.length() > LOOKED_AT) {
      return false;
    }
    // The NUL behind the text is part of it, as far as it is looked at.
    byte[] computed = BCrypt.generate(secret.bytes(), salt, cost, true);
    return MessageDigest.isEqual(hash, Arrays.copyOf(computed, hash.length));
  }
}
