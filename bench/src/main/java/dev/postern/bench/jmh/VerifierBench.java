package dev.postern.bench.jmh;

import dev.postern.bench.process.Origin;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.token.SignatureAlgorithm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Measures the verifier: starts a server, has it sign tokens and revoke sessions, and gives both to
 * JMH's processes. Arguments: the folder {@code bench}, the folder of the results, {@code --quick}
 * for figures that are good enough to see whether something is broken, and the name of one
 * benchmark to run it alone.
 */
public final class VerifierBench {

  private final Path folder;
  private final Path results;
  private final List<String> chosen;

  private VerifierBench(Path folder, Path results, List<String> chosen) {
    this.folder = folder;
    this.results = results;
    this.chosen = chosen;
  }

  /** Measures, and writes {@code verifier.md} and JMH's own files. */
  public static void main(String[] args) throws Exception {
    Origin origin = Origin.of(Path.of(args[0]));
    Path results = Files.createDirectories(Path.of(args[1]));
    Path folder = Files.createTempDirectory("postern-verifier-bench");
    try {
      new VerifierBench(folder, results, List.of(args).subList(2, args.length)).measure(origin);
    } finally {
      delete(folder);
    }
  }

  private void measure(Origin origin) throws Exception {
    Harness harness = new Harness(folder, FirstSight.class, SameToken.class, NewString.class);
    List<Path> files = new ArrayList<>();
    try (TokenSite site = new TokenSite()) {
      give(site);
      if (wanted(FirstSight.class)) {
        for (World world : World.values()) {
          List<String> libraries = List.of("-p", "library=" + world.libraries());
          files.add(run(harness, world, FirstSight.class, libraries));
        }
      }
      for (Class<?> benchmark : List.of(SameToken.class, NewString.class)) {
        if (wanted(benchmark)) {
          files.add(run(harness, World.BESIDE, benchmark, List.of()));
        }
      }
    }
    Files.writeString(
        results.resolve("verifier.md"),
        origin.sentence() + "\n\n" + VerifierTable.read(files).markdown());
  }

  private boolean wanted(Class<?> benchmark) {
    List<String> named = chosen.stream().filter(each -> !each.equals("--quick")).toList();
    return named.isEmpty() || named.contains(benchmark.getSimpleName());
  }

  /** What the benchmarks are given: tokens by both algorithms, and tokens where much is revoked. */
  private void give(TokenSite server) throws IOException, JsonFault {
    if (wanted(FirstSight.class)) {
      giveOfEachAlgorithm(server);
    }
    if (wanted(SameToken.class) || wanted(NewString.class)) {
      giveWhereMuchIsRevoked(server);
    }
  }

  private void giveOfEachAlgorithm(TokenSite server) throws IOException, JsonFault {
    TokenSite.Site plain = server.tenant("plain", 0);
    for (SignatureAlgorithm algorithm :
        List.of(SignatureAlgorithm.ES256, SignatureAlgorithm.RS256)) {
      String audience = server.api("plain", plain, algorithm);
      new Given(plain.issuer(), audience, server.tokens(plain, audience, FirstSight.TOKENS))
          .write(folder, algorithm.text());
    }
  }

  private void giveWhereMuchIsRevoked(TokenSite server) throws IOException, JsonFault {
    for (int revoked : new int[] {0, 10_000, 1_000_000}) {
      String name = "revoked-" + revoked;
      TokenSite.Site site = server.tenant(name, revoked);
      String audience = server.api(name, site, SignatureAlgorithm.ES256);
      new Given(site.issuer(), audience, server.tokens(site, audience, SameToken.TOKENS))
          .write(folder, Integer.toString(revoked));
    }
  }

  private Path run(Harness harness, World world, Class<?> benchmark, List<String> more)
      throws IOException, InterruptedException {
    String name = "verifier-" + benchmark.getSimpleName() + "-" + world + ".json";
    Path file = results.resolve(name.toLowerCase(Locale.ROOT));
    List<String> arguments = new ArrayList<>(List.of(benchmark.getName(), "-bm", "avgt"));
    arguments.addAll(List.of("-tu", "ns", "-prof", "gc", "-rf", "json", "-rff", file.toString()));
    arguments.addAll(
        chosen.contains("--quick")
            ? List.of("-f", "1", "-wi", "2", "-w", "1", "-i", "3", "-r", "1")
            : List.of("-f", "3", "-wi", "5", "-w", "2", "-i", "5", "-r", "2"));
    // A million revocations as one document take their time and room.
    arguments.addAll(
        List.of("-to", "120", "-jvmArgs", "-Xms3g -Xmx3g -XX:+AlwaysPreTouch -XX:+UseG1GC"));
    arguments.add("-jvmArgsAppend");
    arguments.add(world.option() + " -D" + Given.FOLDER + "=" + folder);
    arguments.addAll(more);
    harness.run(world, arguments);
    return file;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
