package dev.postern.app;

import dev.postern.app.settings.Chosen;
import dev.postern.app.settings.InvalidSettings;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code postern start}: runs the server until it is told to stop. */
@Command(
    name = "start",
    description = "Runs the server.",
    footer = {
      "  postern start",
      "  postern start --data /var/lib/postern --config /etc/postern.yaml",
      "  postern start --port 0 --management-port 0"
    })
final class StartCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Spec @Nullable CommandSpec spec;

  StartCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws Failure, InvalidSettings, InterruptedException {
    if (spec == null) {
      throw new IllegalStateException("picocli sets the specification");
    }
    // First of all, so that a signal that comes during the start ends it in order, too.
    StopSignal stop = StopSignal.caught();
    Chosen chosen = Flags.chosen(spec, environment);
    Logs.write(chosen.log());
    Optional<Running> started = Running.start(chosen, Clock.systemUTC(), stop::came);
    if (started.isPresent()) {
      try (Running running = started.get()) {
        announce(running, spec.commandLine().getOut());
        stop.await();
      }
    }
    return 0;
  }

  static void announce(Running running, PrintWriter out) {
    out.println("Postern ready: " + running.publicUrl());
    out.println("Management: " + running.managementUrl());
    running
        .consoleUrl()
        .ifPresentOrElse(
            url -> out.println("Console: " + url),
            () -> out.println("The console is off (console.enabled is false)."));
    if (running.nobodyYet()) {
      out.println(
          "Nobody can sign in there yet: postern console invite NAME --role admin makes a link.");
    }
    out.flush();
  }
}
