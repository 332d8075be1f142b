package dev.postern.bench;

import dev.postern.bench.process.NotMeasured;
import dev.postern.bench.subject.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Measures, as {@code ./bench/run} asks. */
public final class Bench {

  private static final List<String> ALWAYS =
      List.of(TokenResult.POSTERN, TokenResult.VERTX, TokenResult.NETTY);

  private final Ground ground;
  private final Map<String, Subject> subjects = new LinkedHashMap<>();
  private final Map<String, String> labels = new LinkedHashMap<>();

  private Bench(Ground ground) {
    this.ground = ground;
  }

  /**
   * Arguments: the folder {@code bench}, the folder of the results, {@code full} or {@code quick},
   * the parts with commas between them, and the peers. Without peers: all that can be had.
   */
  public static void main(String[] arguments) throws IOException, GeneralSecurityException {
    List<String> given = List.of(arguments);
    Effort effort = given.get(2).equals("quick") ? Effort.QUICK : Effort.FULL;
    Bench bench = new Bench(new Ground(Path.of(given.get(0)), Path.of(given.get(1)), effort));
    try {
      bench.run(List.of(given.get(3).split(",", -1)), given.subList(4, given.size()));
    } catch (NotMeasured e) {
      System.err.println("Not measured: " + e.getMessage());
      System.exit(1);
    } catch (InterruptedException e) {
      System.exit(130);
    }
  }

  private void run(List<String> parts, List<String> peers)
      throws NotMeasured, IOException, GeneralSecurityException, InterruptedException {
    if (parts.stream().anyMatch(part -> part.startsWith("tokens"))) {
      for (String name : ALWAYS) {
        prepare(name);
      }
      for (String name : peers.isEmpty() ? everybody() : peers) {
        preparePeer(name, !peers.isEmpty());
      }
    }
    Machine.write(ground);
    for (String part : parts) {
      switch (part) {
        case "tokens-ES256" -> tokens("ES256");
        case "tokens-RS256" -> tokens("RS256");
        case "open" -> open();
        case "proofs" -> proofs();
        case "work" -> work();
        default -> throw new NotMeasured("there is no part " + part);
      }
    }
  }

  private void tokens(String algorithm) throws NotMeasured, IOException, InterruptedException {
    new TokensPart(ground, List.copyOf(subjects.values()), labels).run(algorithm);
  }

  private void open() throws NotMeasured, IOException, InterruptedException {
    new OpenPart(ground)
        .run(
            new Subject(ground.bench(), TokenResult.POSTERN),
            new Subject(ground.bench(), TokenResult.VERTX));
  }

  private void proofs() throws NotMeasured, IOException, InterruptedException {
    new ProofsPart(ground, new Subject(ground.bench(), TokenResult.POSTERN)).run();
  }

  private void work()
      throws NotMeasured, IOException, GeneralSecurityException, InterruptedException {
    Subject postern = new Subject(ground.bench(), TokenResult.POSTERN);
    Subject vertx = new Subject(ground.bench(), TokenResult.VERTX);
    new WorkPart(ground, postern, vertx).run();
  }

  private void prepare(String name) throws NotMeasured, InterruptedException {
    ground.say("preparing " + name);
    Subject subject = new Subject(ground.bench(), name);
    labels.put(name, subject.prepare());
    subjects.put(name, subject);
  }

  /** A peer that nobody asked for by name may be missing; whoever reads is told so. */
  private void preparePeer(String name, boolean wanted) throws NotMeasured, InterruptedException {
    try {
      if (!subjects.containsKey(name)) {
        prepare(name);
      }
    } catch (NotMeasured e) {
      if (wanted) {
        throw e;
      }
      ground.say(name + " is left out: " + e.getMessage());
    }
  }

  private Set<String> everybody() throws IOException {
    try (Stream<Path> folders = Files.list(ground.bench().resolve("subjects"))) {
      List<String> names = new ArrayList<>();
      folders
          .filter(folder -> Files.exists(folder.resolve("subject")))
          .forEach(folder -> names.add(folder.getFileName().toString()));
      names.sort(null);
      return new LinkedHashSet<>(names);
    }
  }
}
