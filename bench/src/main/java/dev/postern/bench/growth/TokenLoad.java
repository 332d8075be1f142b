package dev.postern.bench.growth;

import dev.postern.bench.load.Call;
import dev.postern.bench.load.Round;
import dev.postern.bench.load.Wrk;
import dev.postern.bench.process.NotMeasured;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** wrk on core 1: 32 connections, each asking for one token after another, of random apps. */
final class TokenLoad {

  private static final String CORE = "1";
  private static final int CONNECTIONS = 32;
  private static final int ID = 30;
  private static final int SECRET = 50;

  private final Wrk wrk;

  private TokenLoad(Wrk wrk) {
    this.wrk = wrk;
  }

  /**
   * A load of the apps of the numbers below {@code apps}.
   *
   * @param bench where {@code load.lua} is, which counts the answers
   * @param work where files are put
   */
  static TokenLoad of(int apps, Path bench, Path work) throws IOException {
    Path credentials = work.resolve("credentials-" + apps);
    try (BufferedWriter out = Files.newBufferedWriter(credentials, StandardCharsets.US_ASCII)) {
      for (int number = 0; number < apps; number++) {
        NumberedApp app = new NumberedApp(number);
        out.write(app.clientId().text() + app.secret().reveal());
      }
    }
    Path script = work.resolve("tokens-" + apps + ".lua");
    Files.writeString(
        script,
        """
        dofile("%s")
        local width = %d
        local file = assert(io.open("%s", "rb"))
        local credentials = file:read("*a")
        file:close()
        local apps = #credentials / width
        local form = os.getenv("BENCH_BODY")
        math.randomseed(os.time())
        request = function()
          local at = math.random(0, apps - 1) * width
          return wrk.format(nil, nil, nil, form .. "&client_id=" .. credentials:sub(at + 1, at + %d)
            .. "&client_secret=" .. credentials:sub(at + %d, at + width))
        end
        """
            .formatted(bench.resolve("load.lua"), ID + SECRET, credentials, ID, ID + 1));
    return new TokenLoad(new Wrk(script, CORE));
  }

  /** Runs for a while; any answer that is not a token ends it with an exception. */
  Round run(URI server, Duration time) throws NotMeasured, InterruptedException {
    Call call =
        Call.form(
            server.resolve("/service/oauth/token"),
            "grant_type=client_credentials&audience=" + Population.AUDIENCE);
    return wrk.run(call, CONNECTIONS, time).clean("Postern");
  }
}
