package dev.postern.checks.clients;

import dev.postern.checks.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of {@code docs/clients} and the files in it: each fenced block whose first line names one,
 * as {@code ```js token.mjs}.
 */
final class ClientPage {

  static final Path FOLDER = ServerProcess.root().resolve("docs").resolve("clients");

  private static final Pattern FILE =
      Pattern.compile("(?ms)^```[a-z]+ ([A-Za-z/]+\\.[a-z]+)\\n(.*?)^```$");

  private final String name;
  private final Map<String, String> files = new LinkedHashMap<>();

  private ClientPage(String name, String text) {
    this.name = name;
    Matcher found = FILE.matcher(text);
    while (found.find()) {
      if (files.put(found.group(1), found.group(2)) != null) {
        throw new AssertionError(name + " has two files " + found.group(1));
      }
    }
  }

  static ClientPage of(String name) {
    return new ClientPage(name, text(name));
  }

  /** The whole page. */
  static String text(String name) {
    try {
      return Files.readString(FOLDER.resolve(name + ".md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes its files into a folder, with values in the place of {@code ${NAME}} where these are
   * given.
   */
  Path unpack(Path folder, Map<String, String> values) throws IOException {
    Path own = Files.createDirectories(folder.resolve(name));
    for (Map.Entry<String, String> file : files.entrySet()) {
      String text = file.getValue();
      for (Map.Entry<String, String> value : values.entrySet()) {
        text = text.replace("${" + value.getKey() + "}", value.getValue());
      }
      Path path = own.resolve(file.getKey());
      Files.createDirectories(path.resolveSibling(""));
      Files.writeString(path, text);
    }
    return own;
  }

  boolean has(String file) {
    return files.containsKey(file);
  }
}
