package dev.postern.bench.jmh;

import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.token.SignatureAlgorithm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Measures the verifier: starts a server, has it sign tokens and revoke sessions, and gives both to
 * JMH's processes. Arguments: the folder of the results, and {@code --quick} for figures that are
 * good enough to see whether something is broken.
 */
public final class VerifierBench {

  private final Path folder;
  private final boolean quick;

  private VerifierBench(Path folder, boolean quick) {
    this.folder = folder;
    this.quick = quick;
  }

  /** Measures, and writes {@code verifier.md} and JMH's own files. */
  public static void main(String[] args) throws Exception {
    Path results = Files.createDirectories(Path.of(args[0]));
    boolean quick = List.of(args).contains("--quick");
    Path folder = Files.createTempDirectory("postern-verifier-bench");
    try {
      new VerifierBench(folder, quick).measure(results);
    } finally {
      delete(folder);
    }
  }

  private void measure(Path results) throws Exception {
    Harness harness = new Harness(folder, FirstSight.class, SameToken.class);
    List<Path> files = new ArrayList<>();
    try (TokenSite site = new TokenSite()) {
      give(site);
      for (World world : World.values()) {
        List<String> only = List.of("-p", "library=" + world.libraries());
        files.add(run(harness, world, FirstSight.class, only, results));
      }
      files.add(run(harness, World.BESIDE, SameToken.class, List.of(), results));
    }
    Files.writeString(results.resolve("verifier.md"), VerifierTable.read(files).markdown());
  }

  /** What the benchmarks are given: tokens by both algorithms, and tokens where much is revoked. */
  private void give(TokenSite server) throws IOException, JsonFault {
    TokenSite.Site plain = server.tenant("plain", 0);
    for (SignatureAlgorithm algorithm :
        List.of(SignatureAlgorithm.ES256, SignatureAlgorithm.RS256)) {
      String audience = server.api("plain", plain, algorithm);
      new Given(plain.issuer(), audience, server.tokens(plain, audience, FirstSight.TOKENS))
          .write(folder, algorithm.text());
    }
    for (int revoked : new int[] {0, 10_000, 1_000_000}) {
      String name = "revoked-" + revoked;
      TokenSite.Site site = server.tenant(name, revoked);
      String audience = server.api(name, site, SignatureAlgorithm.ES256);
      new Given(site.issuer(), audience, server.tokens(site, audience, SameToken.TOKENS))
          .write(folder, Integer.toString(revoked));
    }
  }

  private Path run(
      Harness harness, World world, Class<?> benchmark, List<String> only, Path results)
      throws IOException, InterruptedException {
    String name = "verifier-" + benchmark.getSimpleName() + "-" + world + ".json";
    Path file = results.resolve(name.toLowerCase(java.util.Locale.ROOT));
    List<String> arguments = new ArrayList<>(List.of(benchmark.getName(), "-bm", "avgt"));
    arguments.addAll(List.of("-tu", "ns", "-prof", "gc", "-rf", "json", "-rff", file.toString()));
    arguments.addAll(
        quick
            ? List.of("-f", "1", "-wi", "3", "-w", "1", "-i", "3", "-r", "1")
            : List.of("-f", "3", "-wi", "5", "-w", "2", "-i", "5", "-r", "2"));
    // A million revocations as one document take their time and room.
    arguments.addAll(List.of("-to", "120", "-jvmArgs", "-Xms3g -Xmx3g -XX:+AlwaysPreTouch -XX:+UseG1GC"));
    arguments.add("-jvmArgsAppend");
    arguments.add(world.option() + " -D" + Given.FOLDER + "=" + folder);
    arguments.addAll(only);
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
