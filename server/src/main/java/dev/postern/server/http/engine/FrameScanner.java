package dev.postern.server.http.engine;

import dev.postern.server.http.HttpError;
import org.jspecify.annotations.Nullable;

/**
 * Decides byte by byte where one HTTP/1.1 request ends and the next begins, more strictly than RFC
 * 9112 asks, so that nobody in front of or behind us can read the same bytes in another way.
 *
 * <p>The idea: a byte may pass on to the HTTP decoder only when everything that gives it its
 * meaning has been checked. So a head passes as a whole, when its last byte is in; body bytes pass
 * at once. The verdict depends on the sequence of bytes alone, never on how the network cut it: the
 * first byte that cannot be right is where the connection ends, even if the head is not complete.
 *
 * <p>Where RFC 9112 lets a recipient be lenient, this is not: no bare LF (2.2), no empty line
 * before a request (2.2), no line folding (5.2), no chunk extensions (7.1.1), no trailers (7.1.2),
 * no HTTP/1.0.
 */
final class FrameScanner {
  static final int LONGEST_LINE = 8 * 1024;
  static final int LARGEST_HEADERS = 16 * 1024;
  static final int MOST_HEADERS = 64;
  private static final int MOST_CHUNK_DIGITS = 7;
  private static final byte[] VERSION = {'H', 'T', 'T', 'P', '/', '1', '.', '1', '\r'};

  // What a byte may be part of.
  private static final int TOKEN = 1; // RFC 9110 5.6.2
  private static final int TARGET = 2;
  private static final int VALUE = 4; // RFC 9110 5.5, without obs-text
  private static final byte[] KINDS = new byte[256];

  static {
    for (int c = '!'; c <= '~'; c++) {
      boolean token = Character.isLetterOrDigit(c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
      KINDS[c] = (byte) ((token ? TOKEN : 0) | TARGET | VALUE);
    }
    KINDS[' '] = VALUE;
    KINDS['\t'] = VALUE;
  }

  /** Where in a head the next byte is. */
  private enum Head {
    METHOD,
    TARGET,
    PROTOCOL,
    REQUEST_LINE_LF,
    LINE_START,
    NAME,
    VALUE,
    LINE_LF,
    END_LF
  }

  /** Where in a body the next byte is; {@code NONE} while a head is read. */
  private enum Body {
    NONE,
    FIXED,
    CHUNK_SIZE,
    CHUNK_SIZE_LF,
    CHUNK,
    CHUNK_CR,
    CHUNK_LF,
    END_CR,
    END_LF
  }

  private Head state = Head.METHOD;
  private Body body = Body.NONE;
  private HeadRules rules = new HeadRules();
  private @Nullable HttpError error;

  /** Bytes of the present head that have been looked at and must wait for its end. */
  private int held;

  // Positions within the present head, counted from its first byte.
  private int mark;
  private int headersStart;
  private int colon;
  private int headerCount;

  private long remaining;
  private int chunkDigits;
  private long bodyBytes;
  private int heads;

  /**
   * Looks at bytes that have not been looked at.
   *
   * @param bytes those that were held back after the call before, and then the new ones
   * @return how many of them may pass; those after them are to be held back, or to be thrown away
   *     if there is an {@link #error}
   */
  int scan(byte[] bytes) {
    int passed = 0; // also where the present head starts
    int at = held;
    while (at < bytes.length && error == null) {
      if (body == Body.FIXED || body == Body.CHUNK) {
        at += content(bytes.length - at);
        passed = at;
      } else if (body != Body.NONE) {
        chunking(bytes[at]);
        if (error == null) {
          passed = ++at;
        }
      } else {
        at = skipPlain(bytes, passed, at);
        if (at < bytes.length) {
          int before = heads;
          head(bytes, passed, at - passed, bytes[at]);
          at++;
          passed = heads > before ? at : passed;
        }
      }
    }
    held = at - passed;
    return passed;
  }

  /**
   * Passes over bytes that would change nothing: most of a head are the insides of a target, a name
   * or a value, and a tight loop over them is several times faster than a step for each. It stops
   * at each limit, so that the step there finds what is beyond.
   */
  private int skipPlain(byte[] bytes, int head, int at) {
    int line = head + mark + LONGEST_LINE;
    int all = head + headersStart + LARGEST_HEADERS;
    return switch (state) {
      case TARGET -> skip(bytes, at, head + LONGEST_LINE, TARGET);
      case NAME -> skip(bytes, at, Math.min(line, all), TOKEN);
      case VALUE -> skip(bytes, at, Math.min(line, all), VALUE);
      case METHOD, PROTOCOL, REQUEST_LINE_LF, LINE_START, LINE_LF, END_LF -> at;
    };
  }

  private static int skip(byte[] bytes, int from, int limit, int kind) {
    int end = Math.min(bytes.length, limit);
    int at = from;
    while (at < end && is(kind, bytes[at])) {
      at++;
    }
    return at;
  }

  /** Why the connection must end, if it must. */
  @Nullable HttpError error() {
    return error;
  }

  /** How many heads have passed since this was asked last. */
  int takeHeads() {
    int taken = heads;
    heads = 0;
    return taken;
  }

  /** Whether the last head that passed still waits for the rest of its body. */
  boolean inBody() {
    return body != Body.NONE;
  }

  /** Whether part of a request has come: of a head, or of a body. */
  boolean inRequest() {
    return inBody() || held > 0;
  }

  /** Content bytes of the present body so far. */
  long bodyBytes() {
    return bodyBytes;
  }

  private void head(byte[] bytes, int head, int at, byte b) {
    switch (state) {
      case METHOD, TARGET, PROTOCOL, REQUEST_LINE_LF -> requestLine(bytes, head, at, b);
      case LINE_START -> {
        if (b == '\r') {
          state = Head.END_LF;
        } else if (++headerCount > MOST_HEADERS) {
          error = HttpError.HEADERS_TOO_LARGE;
        } else {
          mark = at;
          state = Head.NAME;
          header(at, b);
        }
      }
      case NAME, VALUE -> header(at, b);
      case LINE_LF -> {
        expect(b, '\n', Head.LINE_START);
        if (error == null) {
          error = rules.field(bytes, head + mark, head + colon, head + at - 1);
        }
        checkSize(at);
      }
      case END_LF -> {
        expect(b, '\n', Head.METHOD);
        if (error == null) {
          headEnds();
        }
      }
    }
  }

  // RFC 9112 3: method SP request-target SP HTTP-version CRLF
  private void requestLine(byte[] bytes, int head, int at, byte b) {
    if (at >= LONGEST_LINE && b != '\r' && b != '\n') {
      error = HttpError.URI_TOO_LONG;
    } else if (state == Head.METHOD) {
      if (b == ' ' && at > 0) {
        mark = at + 1;
        state = Head.TARGET;
      } else if (!is(TOKEN, b)) {
        error = HttpError.BAD_REQUEST;
      }
    } else if (state == Head.TARGET) {
      if (b == ' ' && at > mark) {
        error = rules.requestLine(bytes, head, head + mark, head + at);
        mark = at + 1;
        state = Head.PROTOCOL;
      } else if (!is(TARGET, b)) {
        error = HttpError.BAD_REQUEST;
      }
    } else if (state == Head.PROTOCOL) {
      int position = at - mark;
      if (b != VERSION[position]) {
        error = HttpError.BAD_REQUEST;
      } else if (b == '\r') {
        state = Head.REQUEST_LINE_LF;
      }
    } else {
      expect(b, '\n', Head.LINE_START);
      headersStart = at + 1;
    }
  }

  // RFC 9112 5: field-name ":" OWS field-value OWS; 5.1: no blank before the colon
  private void header(int at, byte b) {
    if (b == '\r' && state == Head.VALUE) {
      state = Head.LINE_LF;
    } else if (at - mark >= LONGEST_LINE) {
      error = HttpError.HEADERS_TOO_LARGE;
    } else if (state == Head.NAME) {
      if (b == ':' && at > mark) {
        colon = at;
        state = Head.VALUE;
      } else if (!is(TOKEN, b)) {
        error = HttpError.BAD_REQUEST;
      }
    } else if (!is(VALUE, b)) {
      error = HttpError.BAD_REQUEST;
    }
    checkSize(at);
  }

  private void checkSize(int at) {
    if (error == null && at + 1 - headersStart > LARGEST_HEADERS) {
      error = HttpError.HEADERS_TOO_LARGE;
    }
  }

  private void headEnds() {
    error = rules.end();
    if (error != null) {
      return;
    }
    heads++;
    bodyBytes = 0;
    if (rules.chunked()) {
      chunkStarts();
    } else if (rules.contentLength() > 0) {
      remaining = rules.contentLength();
      body = Body.FIXED;
    }
    rules = new HeadRules();
    mark = 0;
    headerCount = 0;
  }

  private int content(int available) {
    int taken = (int) Math.min(remaining, available);
    remaining -= taken;
    bodyBytes += taken;
    if (remaining == 0) {
      body = body == Body.FIXED ? Body.NONE : Body.CHUNK_CR;
    }
    return taken;
  }

  // RFC 9112 7.1: chunk-size CRLF chunk-data CRLF … "0" CRLF CRLF
  private void chunking(byte b) {
    switch (body) {
      case CHUNK_SIZE -> chunkSize(b);
      case CHUNK_SIZE_LF -> expect(b, '\n', remaining == 0 ? Body.END_CR : Body.CHUNK);
      case CHUNK_CR -> expect(b, '\r', Body.CHUNK_LF);
      case CHUNK_LF -> {
        chunkStarts();
        expect(b, '\n', Body.CHUNK_SIZE);
      }
      case END_CR -> expect(b, '\r', Body.END_LF);
      case END_LF -> expect(b, '\n', Body.NONE);
      case NONE, FIXED, CHUNK -> throw new IllegalStateException("not between chunks");
    }
  }

  private void chunkStarts() {
    remaining = 0;
    chunkDigits = 0;
    body = Body.CHUNK_SIZE;
  }

  private void chunkSize(byte b) {
    if (b == '\r' && chunkDigits > 0) {
      body = Body.CHUNK_SIZE_LF;
      return;
    }
    int digit = Character.digit(b, 16);
    if (digit < 0 || ++chunkDigits > MOST_CHUNK_DIGITS) {
      error = HttpError.BAD_REQUEST;
    } else {
      remaining = remaining * 16 + digit;
    }
  }

  private void expect(byte b, char expected, Head next) {
    if (b == expected) {
      state = next;
    } else {
      error = HttpError.BAD_REQUEST;
    }
  }

  private void expect(byte b, char expected, Body next) {
    if (b == expected) {
      body = next;
    } else {
      error = HttpError.BAD_REQUEST;
    }
  }

  private static boolean is(int kind, byte b) {
    return (KINDS[b & 0xff] & kind) != 0;
  }
}
