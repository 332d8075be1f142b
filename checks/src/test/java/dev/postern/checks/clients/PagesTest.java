package dev.postern.checks.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The pages and their index. */
@Tag("clients")
final class PagesTest {

  /** A line {@code npm install name@major…} of a page. */
  private static final Pattern INSTALL = Pattern.compile("(?m)^ {4}npm install (.+)$");

  /** A package and its one version in {@code package.json}: the name, and the first number. */
  private static final Pattern PINNED =
      Pattern.compile("\"([@a-z0-9/-]+)\": \"([0-9]+)\\.[0-9]+\\.[0-9]+\"");

  private static List<String> pages() throws IOException {
    try (var files = Files.list(ClientPage.FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals("README.md"))
          .sorted()
          .toList();
    }
  }

  @Test
  void theIndexNamesEveryPage() throws IOException {
    List<String> pages = pages();
    assertThat(pages).hasSizeGreaterThanOrEqualTo(11);
    String index = ClientPage.text("README");
    assertThat(pages).allSatisfy(page -> assertThat(index).contains("](" + page + ") |"));
  }

  @Test
  void whatThePagesSayToInstallIsWhatRunsHere() throws IOException {
    List<String> told =
        pages().stream()
            .map(page -> ClientPage.text(page.replace(".md", "")))
            .flatMap(text -> INSTALL.matcher(text).results())
            .flatMap(found -> List.of(found.group(1).split(" ", -1)).stream())
            .distinct()
            .toList();
    Path file = ServerProcess.root().resolve("checks/clients/node/package.json");
    List<String> pinned =
        PINNED
            .matcher(Files.readString(file))
            .results()
            .map(found -> found.group(1) + "@" + found.group(2))
            .toList();
    assertThat(told).containsExactlyInAnyOrderElementsOf(pinned);
  }
}
