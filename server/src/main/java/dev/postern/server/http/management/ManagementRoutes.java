package dev.postern.server.http.management;

import dev.postern.protocol.json.JsonObject;
import dev.postern.server.http.Reply;
import dev.postern.server.http.Request;
import dev.postern.server.http.Route;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** {@code /health/live}, {@code /health/ready} and {@code /metrics}. */
public final class ManagementRoutes {

  /** A database that has not answered for so long is said to be unreachable. */
  private static final Duration LATE = Duration.ofSeconds(3);

  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final Supplier<Duration> databaseAge;
  private final Supplier<Boolean> issuing;
  private final Supplier<String> metrics;

  /**
   * Routes of one server that is up.
   *
   * @param databaseAge how long ago the database was last read
   * @param issuing whether this node gives out tokens
   * @param metrics the metrics in Prometheus' text format
   */
  public ManagementRoutes(
      Supplier<Duration> databaseAge, Supplier<Boolean> issuing, Supplier<String> metrics) {
    this.databaseAge = databaseAge;
    this.issuing = issuing;
    this.metrics = metrics;
  }

  /** The three routes. */
  public List<Route> routes() {
    return List.of(
        Route.get("/health/live", request -> Reply.json(200, status("live").build().bytes())),
        Route.get("/health/ready", this::ready),
        Route.get("/metrics", this::metrics));
  }

  /**
   * A node that has lost its database still gives tokens and stays ready, degraded, until it has
   * been without for longer than it may.
   */
  private Reply ready(Request request) {
    Duration age = databaseAge.get();
    boolean late = age.compareTo(LATE) > 0;
    boolean ready = issuing.get();
    JsonObject body =
        status(!ready ? "cut_off" : late ? "degraded" : "ready")
            .put("database", late ? "unreachable" : "reachable")
            .put("database_age_ms", age.toMillis())
            .build();
    return Reply.json(ready ? 200 : 503, body.bytes());
  }

  private Reply metrics(Request request) {
    return Reply.of(200, PROMETHEUS, metrics.get().getBytes(StandardCharsets.UTF_8));
  }

  private static JsonObject.Builder status(String status) {
    return JsonObject.builder().put("status", status);
  }
}
