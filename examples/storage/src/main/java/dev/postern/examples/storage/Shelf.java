package dev.postern.examples.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files that the storage keeps: one for each name, all in one folder. */
final class Shelf {

  /** The largest file that is taken, in bytes. */
  static final int LARGEST = 16 * 1024 * 1024;

  // No separator and no dot in front: no name leads out of the folder or to a file being written.
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
  private static final String INCOMING = ".incoming-";

  /** What came of a file that was brought. */
  enum Outcome {
    NEW,
    REPLACED,
    TOO_LARGE
  }

  private final Path folder;

  /** A shelf in a folder, which is made if it is not there. */
  Shelf(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  static boolean wellFormed(String name) {
    return NAME.matcher(name).matches();
  }

  /** Stores a file as a whole or not at all. */
  Outcome put(String name, InputStream content) throws IOException {
    Path incoming = Files.createTempFile(folder, INCOMING, "");
    try {
      byte[] bytes = content.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        return Outcome.TOO_LARGE;
      }
      Files.write(incoming, bytes);
      Path file = folder.resolve(name);
      Outcome outcome = Files.exists(file) ? Outcome.REPLACED : Outcome.NEW;
      Files.move(
          incoming, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return outcome;
    } finally {
      Files.deleteIfExists(incoming);
    }
  }

  Optional<byte[]> find(String name) throws IOException {
    Path file = folder.resolve(name);
    return Files.isRegularFile(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
  }

  /** The names of all files, sorted. */
  List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(Shelf::wellFormed)
          .sorted()
          .toList();
    }
  }
}
