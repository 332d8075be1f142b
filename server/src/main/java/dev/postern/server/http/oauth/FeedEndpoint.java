package dev.postern.server.http.oauth;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.dpop.DpopCheck;
import dev.postern.server.access.Access;
import dev.postern.server.access.Acquaintance;
import dev.postern.server.http.ErrorStyle;
import dev.postern.server.http.EventStream;
import dev.postern.server.http.Handler;
import dev.postern.server.http.HttpError;
import dev.postern.server.http.Presenting;
import dev.postern.server.http.Published;
import dev.postern.server.http.Reply;
import dev.postern.server.http.Request;
import dev.postern.server.http.RequestRefused;
import dev.postern.server.revocation.Feeds;
import dev.postern.server.revocation.Slots;
import dev.postern.server.revocation.Subscriber;
import dev.postern.store.TenantName;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /service/oauth/revocations}: the snapshot, or by {@code Accept: text/event-stream} the
 * feed as Server-Sent Events. Public, like the key set.
 */
public final class FeedEndpoint implements Handler {

  private static final String TYPE = "application/revocations+jwt";
  private static final int EVENT_ID_LIMIT = 256;

  private final TenantName tenant;
  private final Feeds feeds;
  private final Access access;
  private final InstantSource clock;
  private volatile @Nullable Written last;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Written(String jws, byte[] body, String tag) {}

  /** The feed of one tenant. */
  public FeedEndpoint(TenantName tenant, Feeds feeds, Access access, InstantSource clock) {
    this.tenant = tenant;
    this.feeds = feeds;
    this.access = access;
    this.clock = clock;
  }

  @Override
  public Reply handle(Request request) {
    boolean events =
        request.headers().all("Accept").stream()
            .anyMatch(accept -> accept.contains("text/event-stream"));
    return events && request.method().equals("GET") ? subscribe(request) : snapshot(request);
  }

  private Reply snapshot(Request request) {
    Optional<String> jws = feeds.snapshot(tenant);
    if (jws.isEmpty()) {
      return ErrorStyle.OAUTH.reply(HttpError.UNAVAILABLE);
    }
    Written written = written(jws.get());
    Reply reply =
        Published.known(request, written.tag())
            ? Reply.empty(304)
            : Reply.of(200, TYPE, written.body());
    return reply
        .header("ETag", written.tag())
        .header("Cache-Control", "no-cache")
        .header("Vary", "Accept");
  }

  /** The same bytes for all who ask at about the same time: a snapshot may be long. */
  private Written written(String jws) {
    Written present = last;
    if (present == null || !present.jws().equals(jws)) {
      byte[] body = jws.getBytes(StandardCharsets.US_ASCII);
      present = new Written(jws, body, Published.tag(body));
      last = present;
    }
    return present;
  }

  private Reply subscribe(Request request) {
    String lastEventId = request.headers().single("Last-Event-ID").orElse("");
    if (lastEventId.length() > EVENT_ID_LIMIT) {
      throw new RequestRefused(HttpError.BAD_REQUEST);
    }
    // A token that does not stand is no reason to refuse what is public: it only keeps no slot.
    Acquaintance who = access.acquaintance(tenant, Presenting.call(request), clock.instant());
    String caller = who.app().map(ClientId::text).orElse(request.peer().getHostAddress());
    Optional<Slots.Slot> slot = feeds.slots().take(caller, who.app().isPresent());
    return supplied(
        slot.isEmpty()
            ? ErrorStyle.OAUTH.reply(HttpError.UNAVAILABLE)
            : subscribed(slot.get(), lastEventId),
        who);
  }

  /** RFC 9449 9: with what the next proof may stand. */
  private static Reply supplied(Reply reply, Acquaintance who) {
    return who.nonce().map(nonce -> reply.header(DpopCheck.NONCE_HEADER, nonce)).orElse(reply);
  }

  private Reply subscribed(Slots.Slot slot, String lastEventId) {
    try {
      // Here it may take its time; the stream is opened on the event loop, where tokens are
      // waiting.
      feeds.prepare(tenant, lastEventId);
    } catch (RuntimeException e) {
      slot.release();
      throw e;
    }
    return Reply.events(stream -> open(stream, slot, lastEventId))
        .header("Cache-Control", "no-store")
        .header("X-Accel-Buffering", "no");
  }

  private void open(EventStream stream, Slots.Slot slot, String lastEventId) {
    Subscriber subscriber =
        new Subscriber() {
          @Override
          public boolean offer(byte[] chunk) {
            return stream.offer(chunk);
          }

          @Override
          public void close() {
            stream.close();
          }
        };
    stream.onClosed(() -> {
      feeds.unsubscribe(tenant, subscriber);
      slot.release();
    });
    feeds.subscribe(tenant, subscriber, lastEventId);
  }
}
