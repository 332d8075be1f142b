package dev.postern.bench.spring;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Keeps secrets as they are and compares them in constant time. Spring's {@code {noop}} will not
 * do: its delegating encoder replaces it by bcrypt after the first use.
 */
final class Comparing implements PasswordEncoder {

  @Override
  public String encode(CharSequence secret) {
    return secret.toString();
  }

  @Override
  public boolean matches(CharSequence secret, String kept) {
    return MessageDigest.isEqual(
        secret.toString().getBytes(StandardCharsets.UTF_8), kept.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public boolean upgradeEncoding(String kept) {
    return false;
  }
}
