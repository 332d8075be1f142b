package dev.postern.examples.storage;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the archiver says of a file that it stored, in the format of {@code sha256sum}.
 *
 * @param sha256 the SHA-256 of its content, 64 lower-case hex digits
 * @param name its name, with which nobody can leave a folder
 */
record Announcement(String sha256, String name) {

  private static final Pattern LINE =
      Pattern.compile("([0-9a-f]{64})  ([A-Za-z0-9][A-Za-z0-9._-]{0,99})");

  static Announcement of(String name, byte[] content) {
    return new Announcement(sum(content), name);
  }

  /** Refuses with {@link IllegalArgumentException} what is no announcement. */
  static Announcement parse(String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a SHA-256 and a name: " + line);
    }
    return new Announcement(matcher.group(1), matcher.group(2));
  }

  String line() {
    return sha256 + "  " + name;
  }

  boolean isOf(byte[] content) {
    return sha256.equals(sum(content));
  }

  private static String sum(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
