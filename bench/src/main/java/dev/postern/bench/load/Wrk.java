package dev.postern.bench.load;

import dev.postern.bench.process.NotMeasured;
import dev.postern.bench.process.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The load generator wrk: closed loop, one thread on one core, as many requests as answers. */
public final class Wrk {

  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final Duration SLACK = Duration.ofSeconds(60);

  private final Path script;
  private final String core;

  /** wrk with the script {@code load.lua}, on the core of this number. */
  public Wrk(Path script, String core) {
    this.script = script;
    this.core = core;
  }

  /** Sends {@code call} on {@code connections} connections for {@code time}. */
  public Round run(Call call, int connections, Duration time)
      throws NotMeasured, InterruptedException {
    List<String> command =
        Program.pinned(core, command(connections, time, script.toString(), call.url().toString()));
    return WrkReport.read(Program.output(command, call.environment(), time.plus(SLACK)));
  }

  /** What is typed for one round, for whoever wants to repeat it. */
  public static List<String> command(int connections, Duration time, String script, String url) {
    return List.of(
        "wrk",
        "-t1",
        "-c" + connections,
        "-d" + time.toSeconds() + "s",
        "--timeout",
        ANSWER.toSeconds() + "s",
        "-s",
        script,
        url);
  }
}
