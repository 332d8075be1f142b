package dev.postern.server;

import dev.postern.server.http.ErrorStyle;
import dev.postern.server.http.HttpError;
import dev.postern.server.http.Reply;
import dev.postern.server.http.Request;
import dev.postern.server.http.RequestHead;
import dev.postern.server.http.RequestRefused;
import dev.postern.server.http.Routed;
import dev.postern.server.http.Router;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls endpoints in the thread that asks, by the same routes and under the same limits. */
final class DirectCalls implements TenantPages.Endpoints {

  private static final Logger LOG = LoggerFactory.getLogger(DirectCalls.class);

  private final Router router;
  private final Function<Throwable, Optional<HttpError>> known;

  DirectCalls(Router router, Function<Throwable, Optional<HttpError>> known) {
    this.router = router;
    this.known = known;
  }

  @Override
  public Reply call(RequestHead head, byte[] body) {
    return switch (router.route(head)) {
      case Routed.Refused refused -> refused.reply();
      case Routed.Found found when body.length > found.route().bodyLimit() ->
          found.style().reply(HttpError.CONTENT_TOO_LARGE);
      case Routed.Found found -> {
        Request request = new Request(head, found.pathParameters(), body);
        yield whole(() -> found.route().handler().handle(request), found.style(), head);
      }
    };
  }

  /** Whoever calls here may wait, so what would have been answered later is answered now. */
  private Reply whole(Callable<Reply> work, ErrorStyle style, RequestHead head) {
    try {
      Reply reply = work.call();
      while (reply.rest().isPresent()) {
        reply = reply.rest().get().call();
      }
      return reply;
    } catch (RequestRefused refused) {
      return style.reply(refused.error());
    } catch (Exception failure) {
      return style.reply(known.apply(failure).orElseGet(() -> unknown(head, failure)));
    }
  }

  private static HttpError unknown(RequestHead head, Exception failure) {
    LOG.error("a call from within failed: {}", head, failure);
    return HttpError.INTERNAL;
  }
}
