package dev.postern.protocol.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;

/** Texts that nearly are good ones: something else stands in the place of one part. */
public final class Spoilt {

  /** The longest that is put into a text of several. */
  private static final int SOME = 200;

  private Spoilt() {}

  /** {@code good} with something else somewhere, or as it is. */
  public static String some(FuzzedDataProvider data, String good) {
    if (data.consumeBoolean()) {
      return good;
    }
    int from = data.consumeInt(0, good.length());
    int to = data.consumeInt(from, good.length());
    return good.substring(0, from) + data.consumeString(SOME) + good.substring(to);
  }

  /** {@code good} with all the rest of the input somewhere. */
  public static String rest(FuzzedDataProvider data, String good) {
    int from = data.consumeInt(0, good.length());
    int to = data.consumeInt(from, good.length());
    return good.substring(0, from) + data.consumeRemainingAsString() + good.substring(to);
  }

  /** {@code good} with all the rest of the input in the place of as many of its bytes. */
  public static byte[] bytes(FuzzedDataProvider data, byte[] good) {
    byte[] spoilt = good.clone();
    int from = data.consumeInt(0, good.length);
    byte[] other = data.consumeRemainingAsBytes();
    System.arraycopy(other, 0, spoilt, from, Math.min(other.length, good.length - from));
    return spoilt;
  }
}
