package dev.postern.bench.growth;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** wrk on core 1: 32 connections, each asking for one token after another, of random apps. */
final class TokenLoad {

  private static final int ID = 30;
  private static final int SECRET = 50;

  private final Path script;

  /**
   * What a run saw.
   *
   * @param perSecond tokens a second
   * @param p50 the median latency, milliseconds
   * @param p99 what 99 of 100 requests did not exceed, milliseconds
   */
  record Seen(double perSecond, double p50, double p99) {}

  private TokenLoad(Path script) {
    this.script = script;
  }

  /** A load of the apps of the numbers below {@code apps}; its files are put into {@code work}. */
  static TokenLoad of(int apps, Path work) throws IOException {
    Path credentials = work.resolve("credentials-" + apps + ".txt");
    if (!Files.exists(credentials)) {
      try (BufferedWriter out = Files.newBufferedWriter(credentials, StandardCharsets.US_ASCII)) {
        for (int number = 0; number < apps; number++) {
          NumberedApp app = new NumberedApp(number);
          out.write(app.clientId().text() + app.secret().reveal());
        }
      }
    }
    Path script = work.resolve("tokens-" + apps + ".lua");
    Files.writeString(
        script,
        """
        local width = %d
        local file = assert(io.open("%s", "rb"))
        local credentials = file:read("*a")
        file:close()
        local apps = #credentials / width
        math.randomseed(42)
        request = function()
          local at = math.random(0, apps - 1) * width
          return wrk.format("POST", nil, {["Content-Type"] = "application/x-www-form-urlencoded"},
            "grant_type=client_credentials&client_id=" .. credentials:sub(at + 1, at + %d)
            .. "&client_secret=" .. credentials:sub(at + %d, at + width) .. "&audience=%s")
        end
        done = function(summary, latency, requests)
          local errors = summary.errors
          print(string.format("seen %%f %%f %%f %%d", summary.requests * 1e6 / summary.duration,
            latency:percentile(50) / 1000, latency:percentile(99) / 1000,
            errors.connect + errors.read + errors.write + errors.status + errors.timeout))
        end
        """
            .formatted(ID + SECRET, credentials, ID, ID + 1, Population.AUDIENCE));
    return new TokenLoad(script);
  }

  /** Runs for so many seconds; any answer that is not a token ends it with an exception. */
  Seen run(URI server, int seconds) throws IOException {
    Process wrk =
        new ProcessBuilder(
                List.of(
                    "taskset",
                    "-c",
                    "1",
                    "wrk",
                    "-t1",
                    "-c32",
                    "-d" + seconds + "s",
                    "-s",
                    script.toString(),
                    server.resolve("/service/oauth/token").toString()))
            .redirectErrorStream(true)
            .start();
    try (var out = wrk.inputReader(StandardCharsets.UTF_8)) {
      List<String> lines = out.lines().toList();
      for (String line : lines) {
        if (line.startsWith("seen ")) {
          return seen(line.split(" ", -1));
        }
      }
      throw new IOException("wrk: " + lines);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static Seen seen(String[] fields) throws IOException {
    if (Long.parseLong(fields[4]) != 0) {
      throw new IOException(fields[4] + " requests were not answered with a token");
    }
    return new Seen(
        Double.parseDouble(fields[1]),
        Double.parseDouble(fields[2]),
        Double.parseDouble(fields[3]));
  }
}
