package dev.postern.server.http.engine;

import dev.postern.server.http.HttpError;
import dev.postern.server.http.Sites;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What all connections of a listener have in common. */
final class ListenerState {
  /** Who answers, and which exceptions are known. */
  record Service(Sites sites, Function<Throwable, Optional<HttpError>> known) {}

  private final ListenerOptions options;
  private final HttpDate date;
  private final TrustedProxies proxies;
  private final ShownCertificates certificates;
  private final Admission admission;
  private final StreamMemory streamMemory;
  private final FloodLog refusals = new FloodLog(LoggerFactory.getLogger(RequestFraming.class));
  private final FloodLog failures = new FloodLog(LoggerFactory.getLogger(Exchange.class));
  private final ExecutorService blocking =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory());
  private final LongAdder requests = new LongAdder();
  private volatile @Nullable Service service;
  private volatile boolean closing;

  ListenerState(ListenerOptions options) {
    this.options = options;
    this.date = new HttpDate(options.clock());
    this.proxies = new TrustedProxies(options.proxies());
    this.certificates = new ShownCertificates(options.clientCertificates(), proxies);
    this.admission = new Admission(options.connections(), proxies);
    this.streamMemory = new StreamMemory(options.connections().streamBytes());
  }

  ListenerOptions options() {
    return options;
  }

  HttpDate date() {
    return date;
  }

  TrustedProxies proxies() {
    return proxies;
  }

  ShownCertificates certificates() {
    return certificates;
  }

  Admission admission() {
    return admission;
  }

  StreamMemory streamMemory() {
    return streamMemory;
  }

  /** For requests that are refused before routing. */
  FloodLog refusals() {
    return refusals;
  }

  /** For requests that could not be answered as they should. */
  FloodLog failures() {
    return failures;
  }

  /** Runs code that may wait: one virtual thread per request. */
  ExecutorService blocking() {
    return blocking;
  }

  /** How many requests began. */
  LongAdder requests() {
    return requests;
  }

  Optional<Service> service() {
    return Optional.ofNullable(service);
  }

  void serve(Service service) {
    this.service = service;
  }

  boolean closing() {
    return closing;
  }

  void close() {
    closing = true;
  }
}
