package dev.postern.client;

import dev.postern.client.TokenUnavailable.Reason;
import dev.postern.protocol.http.HttpAnswer;
import dev.postern.protocol.http.HttpCall;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A fresh token for one API, whenever it is asked for. Made by {@link PosternClient}; any number of
 * threads may share it, and there is nothing to close.
 *
 * <p>A token is kept and given out until shortly before it expires. In the last quarter of its life
 * the next call starts a request for a new one in the background while the old one still serves;
 * when exactly is random per token, so that many clients do not come at once. At most one request
 * is in flight: whoever has no token meanwhile waits for that one, for a bounded time. A failure is
 * remembered for a second, or as long as the server asked for by {@code Retry-After}, and answered
 * to every caller without another request.
 */
public final class TokenSource {

  private static final Duration FAILURE_KEPT = Duration.ofSeconds(1);
  private static final Duration REFRESH_PAUSE = Duration.ofSeconds(30);
  private static final Duration LONGEST_MARGIN = Duration.ofSeconds(10);

  private final TokenFetch fetch;
  private final Proofs proofs;
  private final Clock clock;
  private final RequestGate gate;
  private final Duration patience;
  private final boolean ahead;
  private final Object lock = new Object();

  // All guarded by lock.
  private @Nullable IssuedToken held;
  private Instant refreshAt = Instant.MAX;
  private @Nullable CompletableFuture<Attempt> flight;
  private Attempt.@Nullable Failed failure;
  private Instant failureUntil = Instant.MIN;
  private final Replacements replacements = new Replacements();

  /**
   * A source.
   *
   * @param gate how its requests leave
   * @param total how long one of them takes at most
   * @param ahead whether a new token is got before the old one is over
   */
  TokenSource(TokenFetch fetch, Proofs proofs, RequestGate gate, Duration total, boolean ahead) {
    this.fetch = fetch;
    this.proofs = proofs;
    this.clock = gate.clock();
    this.gate = gate;
    this.ahead = ahead;
    // The flight ends by itself after the total; a waiter's own limit is only the net below it.
    this.patience = total.plusSeconds(1);
  }

  /**
   * The value for the {@code Authorization} header: {@code Bearer …} (RFC 6750 section 2.1). A
   * token that is bound to a key takes a proof beside it: then {@link #headers} is what is wanted.
   *
   * @throws TokenUnavailable where there is no token and none could be got in time
   */
  public String authorization() throws TokenUnavailable {
    return token().authorization();
  }

  /**
   * The token itself, with its scopes and its end.
   *
   * @throws TokenUnavailable where there is no token and none could be got in time
   */
  public IssuedToken token() throws TokenUnavailable {
    CompletableFuture<Attempt> awaited;
    synchronized (lock) {
      Instant now = clock.instant();
      if (held != null && now.isBefore(usableUntil(held))) {
        if (flight == null && !now.isBefore(refreshAt)) {
          takeOff();
        }
        return held;
      }
      if (flight == null) {
        Attempt.Failed known = remembered(now);
        if (known != null) {
          throw new TokenUnavailable(known.reason());
        }
        takeOff();
      }
      awaited = flight;
    }
    return await(awaited);
  }

  /**
   * Tells that an API refused {@code token} as invalid (401 {@code invalid_token}), as happens when
   * it was revoked: it is dropped, and the next call gets a new one.
   *
   * <p>Where new tokens are refused as well, one after the other, each is kept a little longer than
   * the one before, up to a minute: an API that refuses everything must not turn every call into a
   * token request.
   *
   * @return whether another token is to be had, so that trying the call once more makes sense
   */
  public boolean refused(IssuedToken token) {
    synchronized (lock) {
      if (held == null || !held.value().equals(token.value())) {
        // Somebody else was told so before us, or it was replaced in time.
        return true;
      }
      if (!replacements.allowed(held, clock.instant())) {
        return false;
      }
      held = null;
      return true;
    }
  }

  /**
   * The headers for one call of the API, and no other: {@code Authorization}, and {@code DPoP} with
   * a proof where the token is bound to a key (RFC 9449 section 7.1).
   *
   * @param method the call's method
   * @param address its address; query and fragment do not count
   * @throws TokenUnavailable where there is no token and none could be got in time
   * @throws IllegalArgumentException where {@code address} is no http or https address
   */
  public Map<String, String> headers(String method, URI address) throws TokenUnavailable {
    return headers(token(), method, address);
  }

  Map<String, String> headers(IssuedToken token, String method, URI address) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Authorization", token.authorization());
    proofs.forCall(method, address, token).ifPresent(proof -> headers.put("DPoP", proof));
    return headers;
  }

  /**
   * Tells what an API supplied as {@code DPoP-Nonce} (RFC 9449 section 9), for the next proofs.
   *
   * @param address the address that was called
   * @param nonce the value of the header; one that is malformed is passed over
   * @return whether it is another than before, so that a call that was refused for its nonce may
   *     succeed when it is made again
   */
  public boolean nonceSupplied(URI address, String nonce) {
    return proofs.supplied(address, Optional.of(nonce));
  }

  /**
   * Makes a call with a token, and once more with a new one if the API refuses the first as
   * invalid, or with the nonce that the API demands. That is safe for every method: whoever refuses
   * a token has done nothing else. Where the client has a certificate, the call shows it.
   *
   * @param call the call without {@code Authorization}
   * @param limit the longest body of an answer, in bytes, that is taken
   * @return the answer, whatever its status
   * @throws TokenUnavailable where there is no token
   * @throws IOException where the API gives no whole answer
   */
  public HttpAnswer send(HttpCall call, int limit) throws TokenUnavailable, IOException {
    IssuedToken token = token();
    HttpAnswer answer = send(call, token, limit);
    return Challenge.refusesToken(answer.status(), challenge(answer)) && refused(token)
        ? send(call, token(), limit)
        : answer;
  }

  private HttpAnswer send(HttpCall call, IssuedToken token, int limit) throws IOException {
    HttpAnswer answer = with(call, token).send(limit);
    boolean fresh = supplied(call, answer);
    if (!fresh || !Challenge.wantsNonce(answer.status(), challenge(answer))) {
      return answer;
    }
    HttpAnswer again = with(call, token).send(limit);
    boolean unused = supplied(call, again);
    return again;
  }

  private boolean supplied(HttpCall call, HttpAnswer answer) {
    return proofs.supplied(call.uri(), answer.header("DPoP-Nonce"));
  }

  private HttpCall with(HttpCall call, IssuedToken token) {
    // RFC 8705 3: a token may be bound to the certificate that it was asked for with.
    HttpCall complete =
        proofs.certificate().map(SSLContext::getSocketFactory).map(call::over).orElse(call);
    for (Map.Entry<String, String> header : headers(token, call.method(), call.uri()).entrySet()) {
      complete = complete.header(header.getKey(), header.getValue());
    }
    return complete;
  }

  /** How the API is called where the client has a certificate. */
  Optional<SSLContext> certificate() {
    return proofs.certificate();
  }

  private static String challenge(HttpAnswer answer) {
    return answer.header("WWW-Authenticate").orElse("");
  }

  /** Found when it is needed: a command that is over in a moment may never log. */
  private static final class Log {
    static final Logger TO = System.getLogger(TokenSource.class.getName());
  }

  private IssuedToken await(@Nullable CompletableFuture<Attempt> awaited) throws TokenUnavailable {
    if (awaited == null) {
      throw new IllegalStateException("nothing is in flight");
    }
    try {
      Attempt attempt = awaited.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (attempt instanceof Attempt.Got got) {
        return got.token();
      }
      throw new TokenUnavailable(((Attempt.Failed) attempt).reason());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TokenUnavailable(new Reason.Interrupted());
    } catch (TimeoutException e) {
      throw new TokenUnavailable(new Reason.TimedOut());
    } catch (ExecutionException e) {
      throw new IllegalStateException("a token request failed for no foreseen reason", e);
    }
  }

  /** What this source met, or those that share its gate; null where that is over. */
  private Attempt.@Nullable Failed remembered(Instant now) {
    return failure != null && now.isBefore(failureUntil) ? failure : gate.closedBy();
  }

  /** Starts the one request in flight, on another thread: no caller's interrupt ends it. */
  private void takeOff() throws TokenUnavailable {
    CompletableFuture<Attempt> started = new CompletableFuture<>();
    try {
      // Should there be no thread left, this throws and nothing is in flight.
      gate.run(() -> fly(started));
    } catch (RejectedExecutionException e) {
      throw new TokenUnavailable(new Reason.Busy());
    }
    flight = started;
  }

  private void fly(CompletableFuture<Attempt> started) {
    try {
      // What another source met while this request waited; that is not met anew by being told.
      Attempt.Failed closed = gate.closedBy();
      Attempt attempt = closed != null ? closed : fetch.fetch();
      if (closed != null) {
        drop();
      } else {
        land(attempt);
      }
      started.complete(attempt);
    } catch (RuntimeException | Error e) {
      land(Attempt.Failed.lasting(new Reason.Malformed("the token request broke")));
      started.completeExceptionally(e);
    }
  }

  private void drop() {
    synchronized (lock) {
      flight = null;
    }
  }

  private void land(Attempt attempt) {
    synchronized (lock) {
      flight = null;
      Instant now = clock.instant();
      if (attempt instanceof Attempt.Got got) {
        held = got.token();
        refreshAt = ahead ? refreshTime(got.token()) : Instant.MAX;
        failure = null;
      } else if (attempt instanceof Attempt.Failed failed) {
        failure = failed;
        failureUntil = now.plus(longer(FAILURE_KEPT, failed.pause()));
        refreshAt = now.plus(longer(REFRESH_PAUSE, failed.pause()));
        if (failed.transientFault()) {
          gate.close(failed);
        }
        if (held != null && now.isBefore(usableUntil(held))) {
          // Whoever waits for a token is told by an exception; nobody waits for this one.
          Log.TO.log(Level.WARNING, "no new token: {0}", failed.reason().text());
        }
      }
    }
  }

  /** At a random time between three quarters and nine tenths of the token's life. */
  private static Instant refreshTime(IssuedToken token) {
    double share = 0.75 + 0.15 * ThreadLocalRandom.current().nextDouble();
    return token.issuedAt().plusMillis((long) (lifetime(token).toMillis() * share));
  }

  /** A little before it expires, so that it does not do so on its way to the API. */
  private static Instant usableUntil(IssuedToken token) {
    Duration tenth = lifetime(token).dividedBy(10);
    return token.expiresAt().minus(tenth.compareTo(LONGEST_MARGIN) < 0 ? tenth : LONGEST_MARGIN);
  }

  private static Duration lifetime(IssuedToken token) {
    return Duration.between(token.issuedAt(), token.expiresAt());
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
