package dev.postern.bench.subject;

import dev.postern.bench.process.NotMeasured;
import dev.postern.bench.process.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A system that can be measured: a folder with a script, whose contract is bench/README.md. */
public final class Subject {

  private static final Duration PREPARE = Duration.ofMinutes(30);
  private static final Duration REQUEST = Duration.ofMinutes(4);

  private final String name;
  private final Path script;
  private final Path work;

  /**
   * The system that the folder {@code bench/subjects/name} describes.
   *
   * @param bench the folder {@code bench}
   * @param name of the folder
   */
  public Subject(Path bench, String name) throws NotMeasured {
    this.name = name;
    this.script = bench.resolve("subjects").resolve(name).resolve("subject");
    this.work = bench.resolve("target").resolve("subjects").resolve(name);
    if (!Files.isExecutable(script)) {
      throw new NotMeasured("there is no system " + name);
    }
  }

  /** The name of its folder. */
  public String name() {
    return name;
  }

  /** Gets everything that it needs, once; its name for people, with the version. */
  public String prepare() throws NotMeasured, InterruptedException {
    String output =
        Program.output(List.of(script.toString(), "prepare", work.toString()), Map.of(), PREPARE);
    return output.lines().reduce((a, b) -> b).orElse(name);
  }

  /** Removes what a run on this port left. */
  public void forget(int port) throws IOException {
    Path data = data(port);
    if (Files.exists(data)) {
      try (Stream<Path> all = Files.walk(data)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }

  /** Where a run on this port keeps its data. */
  public Path data(int port) {
    return work.resolve("run-" + port);
  }

  /** Starts it on 127.0.0.1. */
  public Running start(Place place) throws IOException {
    Files.createDirectories(work);
    ProcessBuilder builder =
        new ProcessBuilder(Program.pinned(place.cores(), command("start", place)))
            .redirectErrorStream(true)
            .redirectOutput(work.resolve("server-" + place.port() + ".log").toFile());
    builder.environment().putAll(environment(place.tls()));
    return new Running(name, builder.start());
  }

  /** How it wants to be asked, once it runs. */
  public Invitation invitation(Place place) throws NotMeasured, InterruptedException {
    return Invitation.read(
        Program.output(command("request", place), environment(place.tls()), REQUEST));
  }

  private List<String> command(String verb, Place place) {
    return List.of(
        script.toString(),
        verb,
        work.toString(),
        Integer.toString(place.port()),
        place.algorithm());
  }

  private static Map<String, String> environment(Optional<TlsFiles> tls) {
    Map<String, String> variables = new HashMap<>();
    tls.ifPresent(files -> {
      variables.put("BENCH_TLS_CERTIFICATE", files.certificate().toString());
      variables.put("BENCH_TLS_KEY", files.key().toString());
    });
    return variables;
  }

  /**
   * Where and how a system runs.
   *
   * @param port on 127.0.0.1; the next nine are its own, too
   * @param algorithm ES256 or RS256
   * @param cores the numbers of its cores, as {@code 0,1}
   * @param tls for systems that can be told so
   */
  public record Place(int port, String algorithm, String cores, Optional<TlsFiles> tls) {

    /** The same on other cores. */
    public Place on(String cores) {
      return new Place(port, algorithm, cores, tls);
    }
  }
}
