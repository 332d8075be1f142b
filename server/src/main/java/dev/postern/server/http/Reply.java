package dev.postern.server.http;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * An answer: status, headers, and either the whole body or a stream of events. Immutable. {@code
 * Content-Length}, {@code Date}, {@code Connection}, {@code X-Content-Type-Options: nosniff} and,
 * unless set here, {@code Cache-Control: no-store} are added on the way out. Bodies may hold
 * secrets, so the text form shows the status only.
 */
public final class Reply {
  private static final byte[] EMPTY = {};
  private static final Headers JSON = Headers.NONE.plus("Content-Type", "application/json");

  private final int status;
  private final Headers headers;
  private final byte[] body;
  private final Optional<Consumer<EventStream>> events;
  private final Optional<Callable<Reply>> rest;

  private Reply(int status, Headers headers, byte[] body, Optional<Consumer<EventStream>> events) {
    this(status, headers, body, events, Optional.empty());
  }

  private Reply(
      int status,
      Headers headers,
      byte[] body,
      Optional<Consumer<EventStream>> events,
      Optional<Callable<Reply>> rest) {
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.events = events;
    this.rest = rest;
  }

  /** An answer without a body. */
  public static Reply empty(int status) {
    return new Reply(status, Headers.NONE, EMPTY, Optional.empty());
  }

  /** An answer with a JSON document in UTF-8. */
  public static Reply json(int status, byte[] body) {
    return new Reply(status, JSON, body, Optional.empty());
  }

  /** An answer with a body of any type; the bytes are taken over, not copied. */
  public static Reply of(int status, String contentType, byte[] body) {
    return new Reply(
        status, Headers.NONE.plus("Content-Type", contentType), body, Optional.empty());
  }

  /**
   * A stream of Server-Sent Events that stays open until either side ends it.
   *
   * @param subscriber called once, before the head of the answer goes out; must not block, and
   *     where it throws the answer is 500
   */
  public static Reply events(Consumer<EventStream> subscriber) {
    Headers headers = Headers.NONE.plus("Content-Type", "text/event-stream");
    return new Reply(200, headers, EMPTY, Optional.of(subscriber));
  }

  /**
   * No answer yet: it turned out that this request has to wait, so {@code rest} runs where it may,
   * on a virtual thread of the request's own, and gives the answer, or leaves it for later once
   * more. It does not run where nobody would hear the answer: the connection has gone, or the
   * request was answered for having taken too long. Nothing else of this reply counts.
   */
  public static Reply later(Callable<Reply> rest) {
    return new Reply(503, Headers.NONE, EMPTY, Optional.empty(), Optional.of(rest));
  }

  /**
   * This answer with exactly one header field of that name.
   *
   * @throws IllegalArgumentException if name or value cannot stand in one line of ASCII
   */
  public Reply header(String name, String value) {
    return new Reply(status, headers.with(name, value), body, events, rest);
  }

  /** This answer with these header fields behind its own. */
  public Reply headers(Headers more) {
    return new Reply(status, headers.and(more), body, events, rest);
  }

  /** This answer with one more header field, beside those of the same name. */
  public Reply addHeader(String name, String value) {
    return new Reply(status, headers.plus(name, value), body, events, rest);
  }

  public int status() {
    return status;
  }

  public Headers headers() {
    return headers;
  }

  /** The body; empty if there is none or if events follow. The array is not to be changed. */
  public byte[] body() {
    return body;
  }

  /** Who receives the stream, if this answer is one. */
  public Optional<Consumer<EventStream>> events() {
    return events;
  }

  /** What is still to be done for the answer, if this is none yet. */
  public Optional<Callable<Reply>> rest() {
    return rest;
  }

  @Override
  public String toString() {
    return "Reply " + status;
  }
}
