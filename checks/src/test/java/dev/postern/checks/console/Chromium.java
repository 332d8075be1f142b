package dev.postern.checks.console;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Debian's Chromium, one for all tests of a class: a static field of it with
 * {@code @RegisterExtension}. At the end of each test its visitors leave, and the test fails if the
 * guard of one has anything to say. One thread alone may use it: Playwright's rule.
 */
final class Chromium implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

  /** Every wait ends after so many milliseconds. */
  static final double PATIENCE = 10_000;

  private static final double START_PATIENCE = 30_000;
  private static final Path PROGRAM = Path.of("/usr/bin/chromium");

  private static final List<String> FLAGS =
      List.of(
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          // What is not on this machine is not found, whoever asks for it.
          "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1");

  private final List<Visitor> visitors = new ArrayList<>();
  private @Nullable Browser browser;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    Playwright playwright =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.create(Chromium.class))
            .computeIfAbsent(Playwright.class, type -> driver(), Playwright.class);
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(PROGRAM)
                    .setHeadless(true)
                    // As root Chromium refuses to start with one.
                    .setChromiumSandbox(!root())
                    .setArgs(FLAGS)
                    .setTimeout(START_PATIENCE));
  }

  private static Playwright driver() {
    return Playwright.create(
        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
  }

  private static boolean root() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
  }

  /**
   * Somebody who has never been there, and to whom all that is not of {@code origin} is foreign.
   */
  Visitor visitor(URI origin, View view) {
    Visitor visitor = new Visitor(Objects.requireNonNull(browser), origin, view);
    visitors.add(visitor);
    return visitor;
  }

  /** The same, at a wide light screen. */
  Visitor visitor(URI origin) {
    return visitor(origin, View.WIDE);
  }

  /** All leave; an {@link AssertionError} says what their guards have seen. */
  void allLeave() {
    List<Visitor> leaving = List.copyOf(visitors);
    visitors.clear();
    List<AssertionError> faults = new ArrayList<>();
    for (Visitor visitor : leaving) {
      try {
        visitor.leave();
      } catch (AssertionError e) {
        faults.add(e);
      }
    }
    if (!faults.isEmpty()) {
      AssertionError first = faults.getFirst();
      faults.stream().skip(1).forEach(first::addSuppressed);
      throw first;
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    allLeave();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (browser != null) {
      browser.close();
    }
  }
}
