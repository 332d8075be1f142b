package dev.postern.bench.growth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Data folders of some sizes. What takes minutes is made once and kept; servers run on copies, so
 * that every run finds the same, whatever the one before it blocked.
 */
final class DataSets {

  private final Path kept;
  private final Path copies;
  private final Clock clock = Clock.systemUTC();

  /** Data sets below a folder, in which the copies of an earlier run are deleted. */
  DataSets(Path work) throws IOException {
    this.kept = work.resolve("kept");
    this.copies = work.resolve("run");
    Files.createDirectories(kept);
    forget();
  }

  /** A folder of this run's own. */
  Path copy(Size size) throws IOException {
    Path copy = copies.resolve("apps-" + size.apps() + "-revoked-" + size.revocations());
    Files.createDirectories(copies);
    copy(kept(size.apps()), copy);
    if (size.revocations() > 0) {
      // Only now, because they must still be live when they are measured.
      try (FoundedFolder folder = FoundedFolder.open(copy)) {
        new Population(folder.store(), folder.pepper(), clock.instant())
            .revocations(size.revocations());
      }
    }
    return copy;
  }

  /** Deletes the copies. */
  void forget() throws IOException {
    delete(copies);
  }

  private Path kept(int apps) throws IOException {
    Path done = kept.resolve("apps-" + apps);
    if (!Files.exists(done)) {
      Path begun = kept.resolve("begun");
      delete(begun);
      try (FoundedFolder folder = FoundedFolder.found(begun, clock.instant())) {
        new Population(folder.store(), folder.pepper(), clock.instant()).apps(apps);
      }
      Files.move(begun, done);
    }
    return done;
  }

  private static void copy(Path from, Path to) throws IOException {
    for (Path file : below(from)) {
      Files.copy(
          file, to.resolve(from.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      for (Path file : below(folder).reversed()) {
        Files.delete(file);
      }
    }
  }

  /** A folder, and behind it all that is in it. */
  private static List<Path> below(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.sorted(Comparator.naturalOrder()).toList();
    }
  }
}
