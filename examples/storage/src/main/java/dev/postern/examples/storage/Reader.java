package dev.postern.examples.storage;

import dev.postern.client.TokenUnavailable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The reader: fetches every file that the archiver announced and keeps it, once its SHA-256 is the
 * announced one.
 */
public final class Reader {

  private Reader() {}

  /** Exit code 0 if every file is here as it was announced, 1 at the first that is not. */
  public static void main(String[] arguments) throws InterruptedException {
    if (arguments.length != 4) {
      System.err.println("Reader CREDENTIAL STORAGE ANNOUNCED FOLDER");
      System.exit(2);
    }
    try {
      StorageClient storage = new StorageClient(Path.of(arguments[0]), URI.create(arguments[1]));
      Path folder = Files.createDirectories(Path.of(arguments[3]));
      for (String line : Files.readAllLines(Path.of(arguments[2]))) {
        fetch(storage, Announcement.parse(line), folder);
      }
    } catch (TokenUnavailable | IOException e) {
      System.err.println("not read: " + e.getMessage());
      System.exit(1);
    }
  }

  private static void fetch(StorageClient storage, Announcement announced, Path folder)
      throws TokenUnavailable, IOException, InterruptedException {
    byte[] content = storage.get(announced.name());
    if (!announced.isOf(content)) {
      throw new IOException(announced.name() + " is not what was announced");
    }
    Files.write(folder.resolve(announced.name()), content);
    System.out.println("read " + announced.name() + ", " + content.length + " bytes as announced");
  }
}
