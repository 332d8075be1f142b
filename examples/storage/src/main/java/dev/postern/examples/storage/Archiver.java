package dev.postern.examples.storage;

import dev.postern.client.TokenUnavailable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The archiver: looks into a folder at an interval and stores what is new there. What it has stored
 * it announces on standard output, one line for each file, as {@code sha256sum} writes it.
 */
public final class Archiver {

  private final StorageClient storage;
  private final Set<String> stored = new HashSet<>();

  private Archiver(StorageClient storage) {
    this.storage = storage;
  }

  /** Archives until the process is ended. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length != 4) {
      System.err.println("Archiver CREDENTIAL STORAGE FOLDER INTERVAL    (an interval as PT30S)");
      System.exit(2);
    }
    StorageClient storage = new StorageClient(Path.of(arguments[0]), URI.create(arguments[1]));
    Archiver archiver = new Archiver(storage);
    Duration interval = Duration.parse(arguments[3]);
    while (true) {
      try {
        archiver.storeWhatIsNewIn(Path.of(arguments[2]));
      } catch (TokenUnavailable | IOException e) {
        // Whoever was away or said no may be back, or say yes, at the next turn.
        System.err.println("not stored: " + e.getMessage());
      }
      Thread.sleep(interval);
    }
  }

  private void storeWhatIsNewIn(Path folder)
      throws TokenUnavailable, IOException, InterruptedException {
    for (Path file : files(folder)) {
      String name = String.valueOf(file.getFileName());
      if (!stored.contains(name)) {
        byte[] content = Files.readAllBytes(file);
        storage.put(name, content);
        stored.add(name);
        System.out.println(Announcement.of(name, content).line());
      }
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
