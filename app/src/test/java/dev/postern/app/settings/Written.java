package dev.postern.app.settings;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings as an operator writes them: flags, variables and a file. */
final class Written {

  private final Map<String, String> flags = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>();
  private Optional<Path> file = Optional.empty();

  static Written nothing() {
    return new Written();
  }

  /** A file {@code postern.yaml} in {@code folder}. */
  static Written yaml(Path folder, String... lines) throws IOException {
    return new Written().file(folder, lines);
  }

  Written file(Path folder, String... lines) throws IOException {
    file = Optional.of(Files.writeString(folder.resolve("postern.yaml"), String.join("\n", lines)));
    return this;
  }

  Written file(Path path) {
    file = Optional.of(path);
    return this;
  }

  Written flag(String name, String value) {
    flags.put(name, value);
    return this;
  }

  Written variable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Chosen chosen() throws InvalidSettings {
    return Chosen.read(flags, file, environment);
  }

  Overview overview() throws InvalidSettings {
    return Overview.read(flags, file, environment);
  }

  /** What is wrong with them, the folder of the file left out. */
  List<String> problems() {
    List<String> problems =
        assertThatThrownBy(this::chosen)
            .isInstanceOfSatisfying(InvalidSettings.class, invalid -> {})
            .extracting(invalid -> ((InvalidSettings) invalid).problems())
            .actual();
    String folder = file.map(path -> path.getParent() + "/").orElse("/no such folder/");
    return problems.stream().map(problem -> problem.replace(folder, "")).toList();
  }
}
