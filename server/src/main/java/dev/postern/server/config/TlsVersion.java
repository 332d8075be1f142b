package dev.postern.server.config;

import java.util.Arrays;

/** A version of TLS that is still sound (RFC 9325 section 3.1.1), the older first. */
public enum TlsVersion {
  /** TLS 1.2. */
  TLS_1_2("1.2"),
  /** TLS 1.3. */
  TLS_1_3("1.3");

  private final String text;

  TlsVersion(String text) {
    this.text = text;
  }

  /** The version as it is written. */
  public String text() {
    return text;
  }

  /** The version that {@code text} is, or an {@link IllegalArgumentException}. */
  public static TlsVersion parse(String text) {
    return Arrays.stream(values())
        .filter(version -> version.text.equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no version of TLS that is spoken here"));
  }
}
