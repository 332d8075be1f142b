package dev.postern.checks.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The files of the repository: what git tracks or would, or without git whatever is not made by
 * building.
 */
final class Repository {
  private static final Set<String> MADE =
      Set.of("target", ".git", "data", "node_modules", ".idea", ".cifuzz-corpus");
  private static final Set<String> TEXT =
      Set.of(
          "java",
          "xml",
          "md",
          "sh",
          "sql",
          "json",
          "yaml",
          "yml",
          "properties",
          "html",
          "css",
          "js",
          "config");
  private static final Set<String> SCRIPTS = Set.of("postern", "check", ".ci/run", ".gitignore");

  private Repository() {}

  /** Every text file, its path relative to the root and written with slashes. */
  static List<SourceFile> files() throws IOException, InterruptedException {
    Path root = root();
    List<String> paths = tracked(root);
    return (paths.isEmpty() ? walked(root) : paths)
        .stream()
            .filter(Repository::text)
            .filter(path -> Files.isRegularFile(root.resolve(path)))
            .map(path -> new SourceFile(path, read(root.resolve(path))))
            .toList();
  }

  static boolean exists(String path) {
    return Files.exists(root().resolve(path));
  }

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve(".mvn"))) {
      folder = folder.resolveSibling("").normalize();
    }
    return folder;
  }

  private static List<String> tracked(Path root) throws IOException, InterruptedException {
    if (!Files.exists(root.resolve(".git"))) {
      return List.of();
    }
    Process git =
        new ProcessBuilder("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
            .directory(root.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String names =
        new String(git.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    return git.waitFor(1, TimeUnit.MINUTES) && git.exitValue() == 0
        ? List.of(names.split("\0"))
        : List.of();
  }

  private static List<String> walked(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.map(root::relativize)
          .filter(path ->
              Stream.iterate(path, Path::getParent)
                  .takeWhile(p -> p != null)
                  .noneMatch(p -> MADE.contains(p.getFileName().toString())))
          .map(path -> path.toString().replace('\\', '/'))
          .toList();
    }
  }

  private static boolean text(String path) {
    return SCRIPTS.contains(path) || TEXT.contains(path.substring(path.lastIndexOf('.') + 1));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }
}
