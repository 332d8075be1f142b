package dev.postern.server.http.engine;

import dev.postern.server.config.ClientCertificates;
import dev.postern.server.http.HttpError;
import dev.postern.server.http.Sites;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * An open port. It has its own event loops, so that a second listener (for management) answers also
 * when the first is at its limit.
 *
 * <p>The port is known before anything can be served, since public addresses depend on it: until
 * {@link #serve} every request is answered with 503.
 */
public final class Listener {
  private static final Duration BIND = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final ListenerState state;
  private final List<Acceptor> acceptors;

  private Listener(Vertx vertx, ListenerState state, List<Acceptor> acceptors) {
    this.vertx = vertx;
    this.state = state;
    this.acceptors = acceptors;
  }

  /**
   * Binds and starts to accept connections.
   *
   * @throws IOException if the port cannot be bound or the TLS files cannot be used
   */
  public static Listener open(ListenerOptions options) throws IOException {
    ListenerState state = new ListenerState(options);
    Optional<TlsFiles> tls =
        options.tls().isPresent()
            ? Optional.of(
                TlsFiles.open(
                    options.tls().get(),
                    options.clientCertificates() == ClientCertificates.TLS,
                    options.timeouts().header()))
            : Optional.empty();
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(options.eventLoops())
                .setPreferNativeTransport(true)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
    // To Vert.x, -1 is one free port for all event loops; 0 would be a free port for each.
    int port = options.port() == 0 ? -1 : options.port();
    List<Acceptor> acceptors = new ArrayList<>();
    for (int i = 0; i < options.eventLoops(); i++) {
      acceptors.add(new Acceptor(vertx, state, tls, port));
    }
    Listener listener = new Listener(vertx, state, acceptors);
    try {
      for (Acceptor acceptor : acceptors) {
        await(vertx.deployVerticle(acceptor, new DeploymentOptions()), BIND);
      }
    } catch (CompletionException failed) {
      IOException reason =
          new IOException(
              "cannot listen on " + options.address().getHostAddress() + ":" + options.port(),
              failed.getCause());
      listener.abandon(reason);
      throw reason;
    }
    options.tls().ifPresent(files -> listener.refresh(tls.orElseThrow(), files.checkEvery()));
    return listener;
  }

  /** What is wrong is that it could not be opened; that it cannot be closed either is added. */
  private void abandon(IOException reason) {
    try {
      close(Duration.ZERO);
    } catch (CompletionException failed) {
      reason.addSuppressed(failed);
    }
  }

  /** The port that is bound. */
  public int port() {
    return acceptors.getFirst().port();
  }

  /** The bytes that wait for subscribers to events. */
  public long streamMemoryHeld() {
    return state.streamMemory().held();
  }

  /** How many requests came since the start, those apart whose head could not be read. */
  public long requestCount() {
    return state.requests().sum();
  }

  /**
   * Starts to answer.
   *
   * @param sites which router answers for a host
   * @param known turns an exception of a handler into the refusal that a client sees; 500 for
   *     others
   */
  public void serve(Sites sites, Function<Throwable, Optional<HttpError>> known) {
    state.serve(new ListenerState.Service(sites, known));
  }

  /**
   * Stops: no more connections, streams of events end at once, requests under way are answered if
   * they take no longer than the grace, then everything is closed.
   */
  public void close(Duration grace) {
    state.close();
    List<Future<Void>> closed = acceptors.stream().map(acceptor -> acceptor.close(grace)).toList();
    await(Future.join(closed), grace.plus(BIND));
    state.blocking().shutdown();
    await(vertx.close(), BIND);
  }

  private void refresh(TlsFiles tls, Duration every) {
    vertx.setPeriodic(
        every.toMillis(),
        id -> {
          // The timer goes on until the very end, when nobody takes work any more.
          if (!state.closing()) {
            state.blocking().execute(tls::refresh);
          }
        });
  }

  private static void await(Future<?> future, Duration longest) {
    future
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(longest.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }
}
