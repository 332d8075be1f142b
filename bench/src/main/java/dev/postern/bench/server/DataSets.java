package dev.postern.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Data folders of some sizes. What takes minutes is made once and kept; servers run on copies, so
 * that every run finds the same, whatever the one before it did.
 */
public final class DataSets {

  /** Files that are in memory: a commit there waits for no disk, and a million of them do not. */
  private static final Path MEMORY = Path.of("/dev/shm");

  /** More bytes than any data set has. */
  private static final long ROOM = 4L << 30;

  private final Path kept;
  private final Path copies;
  private final Clock clock = Clock.systemUTC();

  /** What is put into a folder that was founded just now. */
  @FunctionalInterface
  public interface Contents {
    /** Puts it, when it is {@code now}. */
    void into(FoundedFolder folder, Instant now);
  }

  /** Data sets below a folder, in which the copies of an earlier run are deleted. */
  public DataSets(Path work) throws IOException {
    this.kept = work.resolve("kept");
    this.copies = work.resolve("run");
    Files.createDirectories(kept);
    forget();
  }

  /**
   * A folder of this run's own.
   *
   * @param name of what is kept
   * @param contents how that is made, where it is not there yet
   * @param copy its own name
   */
  public Path copy(String name, Contents contents, String copy) throws IOException {
    Path made = copies.resolve(copy);
    Files.createDirectories(copies);
    copy(kept(name, contents), made);
    return made;
  }

  /** Puts more into a copy: what must be of this day. */
  public void add(Path copy, Contents contents) throws IOException {
    try (FoundedFolder folder = FoundedFolder.open(copy)) {
      contents.into(folder, clock.instant());
    }
  }

  /** Deletes the copies. */
  public void forget() throws IOException {
    delete(copies);
  }

  private Path kept(String name, Contents contents) throws IOException {
    Path done = kept.resolve(name);
    if (!Files.exists(done)) {
      Path begun = kept.resolve("begun");
      delete(begun);
      Path workshop = Files.createTempDirectory(roomy() ? MEMORY : kept, "bench");
      try {
        Path made = workshop.resolve("data");
        try (FoundedFolder folder = FoundedFolder.found(made, clock.instant())) {
          contents.into(folder, clock.instant());
        }
        copy(made, begun);
      } finally {
        delete(workshop);
      }
      Files.move(begun, done);
    }
    return done;
  }

  private static boolean roomy() throws IOException {
    return Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() > ROOM;
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
