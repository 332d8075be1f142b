package dev.postern.protocol.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A body of known length, or one in chunks (RFC 9112 section 7.1), up to its true end. */
final class BodyInput extends InputStream {

  private static final int CHUNK_LINE = 256;

  private final InputStream source;
  private final boolean chunked;
  private long left;
  private boolean started;
  private boolean ended;

  private BodyInput(InputStream source, boolean chunked, long left) {
    this.source = source;
    this.chunked = chunked;
    this.left = left;
  }

  static InputStream chunked(InputStream source) {
    return new BodyInput(source, true, 0);
  }

  static InputStream ofLength(InputStream source, long length) {
    return new BodyInput(source, false, length);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (left == 0 && !ended) {
      next();
    }
    if (ended) {
      return -1;
    }
    int count = source.read(bytes, offset, (int) Math.min(length, left));
    if (count < 0) {
      throw new EOFException("the answer was cut short");
    }
    left -= count;
    return count;
  }

  private void next() throws IOException {
    if (!chunked) {
      ended = true;
      return;
    }
    if (started && !HeadReader.line(source, CHUNK_LINE).isEmpty()) {
      throw new IOException("malformed chunk");
    }
    started = true;
    String line = HeadReader.line(source, CHUNK_LINE);
    int extension = line.indexOf(';');
    String size = (extension < 0 ? line : line.substring(0, extension)).strip();
    if (!size.matches("[0-9A-Fa-f]{1,8}")) {
      throw new IOException("malformed chunk");
    }
    left = Long.parseLong(size, 16);
    if (left == 0) {
      // RFC 9112 7.1.2: trailers may follow; none means anything to us.
      HeadReader.fields(source);
      ended = true;
    }
  }
}
