package dev.postern.protocol.http;

import java.io.IOException;
import java.io.InputStream;

/** What comes over a connection, whatever it is, up to so many bytes; more is a failure. */
final class BoundedInput extends InputStream {

  private final InputStream source;
  private long left;

  BoundedInput(InputStream source, long most) {
    this.source = source;
    this.left = most;
  }

  /** From now on so many more. */
  void allow(long most) {
    left = most;
  }

  @Override
  public int read() throws IOException {
    int next = source.read();
    if (next >= 0 && --left < 0) {
      throw tooLong();
    }
    return next;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    // One more than is left: whether there is more must be found out.
    int count = source.read(bytes, offset, (int) Math.min(length, left + 1));
    left -= Math.max(count, 0);
    if (left < 0) {
      throw tooLong();
    }
    return count;
  }

  private static IOException tooLong() {
    return new IOException("the answer is too long");
  }

  @Override
  public int available() throws IOException {
    return source.available();
  }
}
