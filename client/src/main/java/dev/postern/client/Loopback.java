package dev.postern.client;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells by its name alone, without asking any resolver, whether a host is this machine. */
final class Loopback {

  private static final Pattern IPV4 = Pattern.compile("127(\\.[0-9]{1,3}){3}");

  private Loopback() {}

  /** {@code localhost}, any name below it (RFC 6761 section 6.3), 127.0.0.0/8 and ::1. */
  static boolean named(@Nullable String host) {
    if (host == null) {
      return false;
    }
    String name = host.toLowerCase(Locale.ROOT);
    return name.equals("localhost")
        || name.endsWith(".localhost")
        || name.equals("[::1]")
        || IPV4.matcher(name).matches();
  }
}
