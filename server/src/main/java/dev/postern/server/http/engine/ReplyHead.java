package dev.postern.server.http.engine;

import dev.postern.server.http.Headers;
import dev.postern.server.http.Reply;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;

/** What stands before the body of every answer, whoever writes it. */
final class ReplyHead {
  private ReplyHead() {}

  /** Tells every header field of an answer, with those that all answers have. */
  static void fields(Reply reply, String date, boolean close, BiConsumer<String, String> field) {
    for (Headers.Field own : reply.headers().fields()) {
      field.accept(own.name(), own.value());
    }
    field.accept("Date", date);
    field.accept("X-Content-Type-Options", "nosniff");
    if (!reply.headers().contains("Cache-Control")) {
      field.accept("Cache-Control", "no-store");
    }
    // RFC 9110 8.6: no Content-Length with 204; with 304 it would speak of another answer
    if (reply.events().isEmpty() && reply.status() != 204 && reply.status() != 304) {
      field.accept("Content-Length", Integer.toString(reply.body().length));
    }
    if (close) {
      field.accept("Connection", "close");
    }
  }

  /** A whole closing answer as bytes, for where no HTTP encoder can be asked. */
  static byte[] closing(Reply reply, String date) {
    StringBuilder head = new StringBuilder("HTTP/1.1 ");
    head.append(HttpResponseStatus.valueOf(reply.status())).append("\r\n");
    fields(
        reply,
        date,
        true,
        (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
    bytes.writeBytes(reply.body());
    return bytes.toByteArray();
  }
}
