package dev.postern.server.http.engine;

import dev.postern.server.http.ErrorStyle;
import dev.postern.server.http.EventStream;
import dev.postern.server.http.Handler;
import dev.postern.server.http.Headers;
import dev.postern.server.http.HttpError;
import dev.postern.server.http.Reply;
import dev.postern.server.http.Request;
import dev.postern.server.http.RequestHead;
import dev.postern.server.http.RequestRefused;
import dev.postern.server.http.Routed;
import dev.postern.server.http.Router;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * One request and its answer: head to route, body within the route's limit, handler, answer.
 * Everything but the handler itself runs on the connection's event loop.
 */
// Netty and Vert.x report a failed write or close by closing the connection, which we hear of.
@SuppressWarnings("FutureReturnValueIgnored")
final class Exchange {
  /** How much body is read in order to keep the connection when there is no route for a request. */
  private static final int UNWANTED_BODY = 32 * 1024;

  /** How much of an answer is handed to the socket at once. */
  private static final int SLICE = 64 * 1024;

  private final ListenerState listener;
  private final Connection connection;
  private final HttpServerRequest incoming;
  private final HttpServerResponse outgoing;
  private final Buffer body = Buffer.buffer();
  private ErrorStyle style = ErrorStyle.OAUTH;
  private boolean answered;
  private @Nullable Subscriber subscriber;

  Exchange(ListenerState listener, Connection connection, HttpServerRequest incoming) {
    this.listener = listener;
    this.connection = connection;
    this.incoming = incoming;
    this.outgoing = incoming.response();
  }

  /** Routes the request and starts to read its body. */
  void begin() {
    listener.requests().increment();
    connection.framing().begun(this);
    outgoing.exceptionHandler(gone -> {});
    incoming.exceptionHandler(gone -> {});
    RequestHead head;
    Routed routed;
    try {
      head = head();
      routed = route(head);
    } catch (RequestRefused refused) {
      finish(style.reply(refused.error()));
      return;
    } catch (Throwable failure) {
      finish(failed(failure));
      return;
    }
    style = routed.style();
    int limit =
        switch (routed) {
          case Routed.Found found -> found.route().bodyLimit();
          case Routed.Refused refused -> UNWANTED_BODY;
        };
    String length = incoming.getHeader("Content-Length");
    if (length != null && Long.parseLong(length) > limit) {
      finish(tooLarge(routed));
      return;
    }
    if (incoming.headers().contains("Expect")) {
      outgoing.writeContinue();
    }
    incoming.handler(chunk -> {
      if (!answered && body.length() + chunk.length() > limit) {
        finish(tooLarge(routed));
      } else if (!answered) {
        body.appendBuffer(chunk);
      }
    });
    incoming.endHandler(end -> {
      if (!answered) {
        complete(head, routed);
      }
    });
  }

  private Reply tooLarge(Routed routed) {
    return switch (routed) {
      case Routed.Found found -> style.reply(HttpError.CONTENT_TOO_LARGE);
      case Routed.Refused refused -> refused.reply();
    };
  }

  private Routed route(RequestHead head) {
    Optional<ListenerState.Service> service = listener.service();
    if (service.isEmpty()) {
      return refusal(HttpError.UNAVAILABLE);
    }
    Optional<Router> router = service.get().sites().site(head.host());
    return router.isEmpty() ? refusal(HttpError.NOT_FOUND) : router.get().route(head);
  }

  private Routed refusal(HttpError error) {
    return new Routed.Refused(style.reply(error), style);
  }

  private RequestHead head() {
    String target = AbsoluteForm.pathAndQuery(incoming.uri());
    int question = target.indexOf('?');
    List<Headers.Field> fields = new ArrayList<>();
    for (Map.Entry<String, String> field : incoming.headers()) {
      fields.add(new Headers.Field(field.getKey(), field.getValue()));
    }
    Headers headers = Headers.of(fields);
    TrustedProxies.Client client =
        listener.proxies().client(connection.peer(), connection.tls(), headers);
    return new RequestHead(
        incoming.method().name(),
        headers.first("Host").orElseThrow().toLowerCase(Locale.ROOT),
        question < 0 ? target : target.substring(0, question),
        question < 0 ? null : target.substring(question + 1),
        headers,
        client.address(),
        client.secure(),
        listener.certificates().of(connection, headers, client.saidInClear()));
  }

  private void complete(RequestHead head, Routed routed) {
    switch (routed) {
      case Routed.Refused refused -> answer(refused.reply(), false);
      case Routed.Found found -> {
        Request request = new Request(head, found.pathParameters(), body.getBytes());
        try {
          start(found, request);
        } catch (Throwable failure) {
          answer(failed(failure), false);
        }
      }
    }
  }

  private void start(Routed.Found found, Request request) {
    Handler handler = found.route().handler();
    if (handler.mayWait()) {
      elsewhere(() -> handler.handle(request));
      return;
    }
    Reply reply;
    try {
      reply = handler.handle(request);
    } catch (Throwable thrown) {
      reply = unanswered(thrown);
    }
    proceed(reply);
  }

  /** What may wait runs on a virtual thread; how it goes on is seen to on this event loop. */
  private void elsewhere(Callable<Reply> work) {
    listener
        .blocking()
        .execute(() -> {
          Reply reply = attempt(work);
          connection.loop().execute(() -> proceed(reply));
        });
  }

  private void proceed(Reply reply) {
    Optional<Callable<Reply>> rest = reply.rest();
    if (rest.isEmpty()) {
      answer(reply, false);
    } else if (!answered && !outgoing.closed()) {
      elsewhere(rest.get());
    }
  }

  private Reply attempt(Callable<Reply> work) {
    try {
      return work.call();
    } catch (Throwable thrown) {
      return unanswered(thrown);
    }
  }

  private Reply unanswered(Throwable thrown) {
    return thrown instanceof RequestRefused refused ? style.reply(refused.error()) : failed(thrown);
  }

  /** The answer to what should not have happened: as the assembly knows it, else 500. */
  private Reply failed(Throwable failure) {
    Optional<HttpError> known =
        listener.service().flatMap(service -> service.known().apply(failure));
    if (known.isPresent()) {
      return style.reply(known.get());
    }
    // The path alone: a query may hold secrets.
    listener
        .failures()
        .write(
            System.nanoTime(),
            Level.ERROR,
            "request failed, reference {}: {} {}",
            UUID.randomUUID(),
            incoming.method().name(),
            String.valueOf(incoming.path()),
            failure);
    return style.reply(HttpError.INTERNAL);
  }

  /** Whether the answer is a stream of events, which has no time-out for the whole. */
  boolean streams() {
    return subscriber != null;
  }

  void tick(long now) {
    if (subscriber != null && listener.closing()) {
      subscriber.close();
    } else if (subscriber != null) {
      subscriber.tick(now);
    }
  }

  /** Answers 503 in place of a handler that has taken too long. */
  void expire() {
    if (!answered) {
      listener
          .failures()
          .write(System.nanoTime(), Level.WARN, "a request took too long: {}", incoming.method());
      finish(style.reply(HttpError.UNAVAILABLE));
    }
  }

  /** Answers before the request is at its end, so the connection cannot go on. */
  private void finish(Reply reply) {
    answer(reply, true);
  }

  private void answer(Reply reply, boolean last) {
    if (answered || outgoing.closed()) {
      // Whoever opened a stream has to hear that nobody will read it.
      reply.events().ifPresent(events -> events.accept(new EndedStream()));
      return;
    }
    if (reply.events().isPresent() && !incoming.method().name().equals("HEAD")) {
      stream(reply, reply.events().get(), last);
      return;
    }
    answered = true;
    boolean close = last || listener.closing();
    head(reply, close);
    boolean whole = incoming.method().name().equals("HEAD");
    body(reply.body(), whole ? reply.body().length : 0, close);
  }

  /**
   * Writes the body from {@code start} on. A long one goes out slice by slice: what many slow
   * clients have not taken yet is then one array that they share, not a copy for each.
   */
  private void body(byte[] body, int start, boolean close) {
    if (body.length - start > SLICE) {
      int end = start + SLICE;
      outgoing
          .write(Buffer.buffer(Arrays.copyOfRange(body, start, end)))
          .onSuccess(written -> body(body, end, close));
      return;
    }
    outgoing
        .end(Buffer.buffer(start == 0 ? body : Arrays.copyOfRange(body, start, body.length)))
        .onComplete(written -> {
          connection.framing().answered();
          if (close) {
            connection.framing().finish();
          }
        });
  }

  /**
   * What the consumer offers at once is written behind the head, which comes later in this turn.
   */
  private void stream(Reply reply, Consumer<EventStream> consumer, boolean last) {
    Subscriber opened = new Subscriber(listener, outgoing, connection);
    try {
      consumer.accept(opened);
    } catch (Throwable failure) {
      opened.abandon();
      answer(failed(failure), last);
      return;
    }
    answered = true;
    subscriber = opened;
    head(reply, last || listener.closing());
    outgoing.writeHead();
  }

  private void head(Reply reply, boolean close) {
    if (close) {
      connection.framing().lastAnswer();
    }
    outgoing.setStatusCode(reply.status());
    MultiMap headers = outgoing.headers();
    ReplyHead.fields(reply, listener.date().now(), close, headers::add);
  }
}
