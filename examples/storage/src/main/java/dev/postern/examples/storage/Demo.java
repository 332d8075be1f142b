package dev.postern.examples.storage;

import dev.postern.examples.storage.play.Play;
import java.io.IOException;
import java.nio.file.Path;

/** {@code postern demo}: plays the storage story on a real server and checks every step. */
public final class Demo {

  private Demo() {}

  /** Exit code 0 if every step was as expected. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 2 || !arguments[0].equals("--home")) {
      System.err.println("postern demo takes no arguments.");
      System.exit(2);
    }
    System.exit(Play.on(Path.of(arguments[1]).toAbsolutePath()) ? 0 : 1);
  }
}
