package dev.postern.bench.ceiling;

import java.security.GeneralSecurityException;

/** Signs what a token's signature covers, again and again on one thread, and does nothing else. */
public final class SignatureAlone {

  private static final long SECOND = 1_000_000_000L;

  private SignatureAlone() {}

  /**
   * Signs for {@code SECONDS} and prints how many signatures the last half of them gave, a second:
   * {@code signatures_per_second=…}. Arguments: {@code ALG SECONDS}.
   */
  public static void main(String[] arguments) throws GeneralSecurityException {
    TokenWork work = new TokenWork(arguments[0], "http://127.0.0.1:8080/");
    byte[] content = work.content(0);
    long half = Long.parseLong(arguments[1]) * SECOND / 2;
    signFor(half, work, content);
    System.out.printf("signatures_per_second=%.0f%n", signFor(half, work, content));
  }

  private static double signFor(long nanoseconds, TokenWork work, byte[] content) {
    long start = System.nanoTime();
    long signatures = 0;
    long elapsed = 0;
    while (elapsed < nanoseconds) {
      work.signed(content);
      signatures++;
      elapsed = System.nanoTime() - start;
    }
    return (double) signatures * SECOND / elapsed;
  }
}
