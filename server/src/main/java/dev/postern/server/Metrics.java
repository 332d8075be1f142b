package dev.postern.server;

import dev.postern.server.http.engine.Listener;
import dev.postern.server.issuance.Journal;
import dev.postern.server.keysets.KeySets;
import dev.postern.server.refusal.TokenReason;
import dev.postern.server.replica.LastRead;
import dev.postern.server.revocation.Feeds;
import dev.postern.store.Registry;
import dev.postern.store.SealedKey;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Locale;
import java.util.stream.Stream;

/** The metrics of one server: read from its parts when asked, never written on a request's way. */
final class Metrics implements AutoCloseable {

  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics gc = new JvmGcMetrics();

  Metrics(
      Journal journal, Registry registry, LastRead lastRead, Feeds feeds, Listening.Ports ports) {
    requests(ports.listener(), "public");
    ports.console().ifPresent(own -> requests(own, "console"));
    FunctionCounter.builder("postern.tokens.issued", journal, Journal::issuedCount)
        .description("Access tokens issued")
        .register(meters);
    // That no token is named is said by introspection and revocation alone, which count nothing
    // here.
    for (TokenReason reason : EnumSet.complementOf(EnumSet.of(TokenReason.NO_TOKEN))) {
      FunctionCounter.builder("postern.tokens.refused", journal, j -> j.refusedCount(reason))
          .description("Token requests refused, by reason")
          .tag("reason", reason.name().toLowerCase(Locale.ROOT))
          .register(meters);
    }
    FunctionCounter.builder("postern.tokens.refused", journal, Journal::tooManyCount)
        .description("Token requests refused, by reason")
        .tag("reason", "too_many")
        .register(meters);
    FunctionCounter.builder("postern.tokens.refused", journal, Journal::badProofCount)
        .description("Token requests refused, by reason")
        .tag("reason", "dpop_proof")
        .register(meters);
    Gauge.builder("postern.apps", registry, Metrics::apps)
        .description("Apps in the registry")
        .register(meters);
    Gauge.builder("postern.revocations.live", registry, Metrics::revocations)
        .description("Live entries of the revocation feeds")
        .register(meters);
    Gauge.builder("postern.keys", registry, Metrics::keys)
        .description("Keys in the key sets of tokens")
        .register(meters);
    Gauge.builder("postern.keys.active.age", registry, r -> oldestKey(r, lastRead.at()))
        .description("For how long the oldest of the keys that sign tokens has signed")
        .baseUnit("seconds")
        .register(meters);
    Gauge.builder("postern.feed.subscribers", feeds, Feeds::subscriberCount)
        .description("Subscribers to the revocation feeds")
        .register(meters);
    Gauge.builder("postern.database.age", lastRead, r -> r.age().toMillis() / 1000.0)
        .description("Time since the database was last read")
        .baseUnit("seconds")
        .register(meters);
    new JvmMemoryMetrics().bindTo(meters);
    new JvmThreadMetrics().bindTo(meters);
    new ProcessorMetrics().bindTo(meters);
    new UptimeMetrics().bindTo(meters);
    gc.bindTo(meters);
  }

  private void requests(Listener listener, String name) {
    FunctionCounter.builder("postern.http.requests", listener, Listener::requestCount)
        .description("Requests, by listener: that of the endpoints, and the console's own")
        .tag("listener", name)
        .register(meters);
  }

  /** Tells of the keys that apps keep at URLs as well. */
  void keySets(KeySets sets) {
    FunctionCounter.builder("postern.key.sets.fetches", sets, KeySets::fetchedCount)
        .description("Fetches of clients' key sets, by outcome")
        .tag("outcome", "fetched")
        .register(meters);
    FunctionCounter.builder("postern.key.sets.fetches", sets, KeySets::failedCount)
        .description("Fetches of clients' key sets, by outcome")
        .tag("outcome", "failed")
        .register(meters);
    Gauge.builder("postern.key.sets", sets, KeySets::size)
        .description("Clients' key sets in memory")
        .register(meters);
  }

  private static double apps(Registry registry) {
    return registry.tenants().stream().mapToInt(tenant -> tenant.appCount()).sum();
  }

  private static double revocations(Registry registry) {
    return registry.tenants().stream().mapToInt(tenant -> tenant.revoked().size()).sum();
  }

  private static double keys(Registry registry) {
    return tokenKeys(registry).filter(SealedKey::published).count();
  }

  private static double oldestKey(Registry registry, Instant now) {
    return tokenKeys(registry)
        .filter(key -> key.state() == SealedKey.State.ACTIVE)
        .mapToLong(key -> Duration.between(key.stateSince(), now).toSeconds())
        .max()
        .orElse(0);
  }

  private static Stream<SealedKey> tokenKeys(Registry registry) {
    return registry.tenants().stream()
        .flatMap(tenant -> tenant.keys().stream())
        .filter(key -> key.use() == SealedKey.Use.TOKEN);
  }

  /** All metrics in Prometheus' text format. */
  String scrape() {
    return meters.scrape();
  }

  @Override
  public void close() {
    gc.close();
    meters.close();
  }
}
