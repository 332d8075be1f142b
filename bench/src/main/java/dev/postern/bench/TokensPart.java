package dev.postern.bench;

import dev.postern.bench.load.Round;
import dev.postern.bench.load.Rounds;
import dev.postern.bench.process.NotMeasured;
import dev.postern.bench.process.Origin;
import dev.postern.bench.process.Program;
import dev.postern.bench.subject.Subject;
import dev.postern.bench.subject.Subject.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tokens per second of every system, side by side: all are up, each on the same core, and take
 * turns, so that whatever else the machine does falls on all of them.
 */
final class TokensPart {

  private static final Duration SIGNING = Duration.ofSeconds(6);

  private final Ground ground;
  private final List<Subject> subjects;
  private final Map<String, String> labels;

  /**
   * Systems that are prepared.
   *
   * @param labels what people call each, by its name
   */
  TokensPart(Ground ground, List<Subject> subjects, Map<String, String> labels) {
    this.ground = ground;
    this.subjects = List.copyOf(subjects);
    this.labels = Map.copyOf(labels);
  }

  /** Measures with one algorithm and writes its tables and charts. */
  void run(String algorithm) throws NotMeasured, IOException, InterruptedException {
    Origin origin = Origin.of(ground.bench());
    List<Contender> contenders = new ArrayList<>();
    try {
      Map<Contender, Contender.Warmth> warmths = warmed(algorithm, contenders);
      Map<Contender, List<Round>> rounds = new LinkedHashMap<>();
      List<Double> signatures = new ArrayList<>();
      for (int i = 1; i <= ground.effort().rounds(); i++) {
        ground.say("%s: round %d of %d".formatted(algorithm, i, ground.effort().rounds()));
        signatures.add(signaturesPerSecond(algorithm));
        for (Contender each : contenders) {
          rounds
              .computeIfAbsent(each, key -> new ArrayList<>())
              .add(each.round(each.call(), Ground.CONNECTIONS, ground.effort().round()));
        }
      }
      Map<Contender, Long> memory = new LinkedHashMap<>();
      for (Contender each : contenders) {
        each.prove();
        memory.put(each, each.residentBytes());
      }
      contenders.forEach(Contender::close);
      List<TokenResult> results = new ArrayList<>();
      for (Contender each : contenders) {
        ground.say("%s: starting %s again".formatted(algorithm, each.name()));
        results.add(
            new TokenResult(
                each.name(),
                labels.getOrDefault(each.name(), each.name()),
                new Rounds(rounds.getOrDefault(each, List.of())),
                memory.getOrDefault(each, 0L),
                warmths.getOrDefault(each, new Contender.Warmth(Duration.ZERO, false)),
                each.startAgain(Ground.SERVER_CORE),
                each.startAgain(Ground.ALL_CORES)));
      }
      new TokensReport(algorithm, results, signatures, origin).write(ground);
    } finally {
      contenders.forEach(Contender::close);
    }
  }

  private Map<Contender, Contender.Warmth> warmed(String algorithm, List<Contender> contenders)
      throws NotMeasured, IOException, InterruptedException {
    Map<Contender, Contender.Warmth> warmths = new LinkedHashMap<>();
    for (Subject subject : subjects) {
      ground.say("%s: starting and warming %s".formatted(algorithm, subject.name()));
      int port = Ground.port(contenders.size());
      subject.forget(port);
      Contender contender =
          Contender.start(
              ground, subject, new Place(port, algorithm, Ground.SERVER_CORE, Optional.empty()));
      contenders.add(contender);
      warmths.put(contender, contender.warm(contender.call()));
    }
    return warmths;
  }

  /** The signature alone, on the core of the systems, in a JVM of its own. */
  private static double signaturesPerSecond(String algorithm)
      throws NotMeasured, InterruptedException {
    String output =
        Program.output(
            Program.pinned(
                Ground.SERVER_CORE,
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "dev.postern.bench.ceiling.SignatureAlone",
                    algorithm,
                    Long.toString(SIGNING.toSeconds()))),
            Map.of(),
            SIGNING.plusMinutes(1));
    return Double.parseDouble(output.strip().replace("signatures_per_second=", ""));
  }
}
