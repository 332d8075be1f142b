package dev.postern.bench.console;

import dev.postern.bench.process.NotMeasured;
import dev.postern.bench.server.Operator;
import dev.postern.bench.server.RunningServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who is signed in at the console of a server: an HTTP client with the cookies of a browser. The
 * tokens in them are the operator's, who may do all.
 */
final class Visitor {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Pattern TIMING = Pattern.compile("app;dur=([0-9]+\\.[0-9])");

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String origin;
  private final Map<String, String> cookies;

  private Visitor(String origin, Map<String, String> cookies) {
    this.origin = origin;
    this.cookies = cookies;
  }

  /** Signed in, for accounts as well. */
  static Visitor of(RunningServer server, Path data) throws IOException, InterruptedException {
    Operator operator = new Operator(data);
    String name = "__Host-postern-default";
    return new Visitor(
        "http://localhost:" + server.url().getPort(),
        Map.of(name, operator.token(), name + ".accounts", operator.identityToken()));
  }

  /** What stands in the address bar before the path. */
  String origin() {
    return origin;
  }

  /** Where a page of the console is. */
  String url(Screen screen) {
    return origin + "/console" + screen.path();
  }

  Map<String, String> cookies() {
    return cookies;
  }

  /** Asks for a path below the console. */
  Shown open(String path) throws NotMeasured, IOException, InterruptedException {
    StringBuilder cookie = new StringBuilder();
    cookies.forEach((name, value) ->
        cookie.append(cookie.isEmpty() ? "" : "; ").append(name).append('=').append(value));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(origin + "/console" + path))
            .timeout(PATIENCE)
            .header("Cookie", cookie.toString())
            .build();
    long began = System.nanoTime();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    Duration whole = Duration.ofNanos(System.nanoTime() - began);
    Matcher timing = TIMING.matcher(answer.headers().firstValue("Server-Timing").orElse(""));
    if (answer.statusCode() != 200 || !timing.matches()) {
      throw new NotMeasured("/console" + path + " was answered with " + answer.statusCode());
    }
    Duration server = Duration.ofNanos(Math.round(Double.parseDouble(timing.group(1)) * 1e6));
    return new Shown(server, whole, answer.body());
  }
}
