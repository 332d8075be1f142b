package dev.postern.bench.console;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.TimeoutError;
import com.microsoft.playwright.options.LoadState;
import dev.postern.bench.process.NotMeasured;
import dev.postern.bench.process.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Debian's Chromium, which says itself when it first painted something of a page. */
final class Painter implements AutoCloseable {

  private static final Path PROGRAM = Path.of("/usr/bin/chromium");
  private static final double PATIENCE = 30_000;

  /** Those that the browser and the server share while pages are painted. */
  static final String CORES = "0,1";

  private static final List<String> FLAGS =
      List.of(
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  /** Milliseconds until the first contentful paint, bytes and requests, when all has come. */
  private static final String PAINT =
      """
      new Promise((done, late) => {
        setTimeout(() => late(new Error('nothing was painted')), %.0f);
        new PerformanceObserver(list => {
          const paint = list.getEntriesByName('first-contentful-paint')[0];
          const tell = () => {
            const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
            done([paint.startTime, all.reduce((sum, each) => sum + each.transferSize, 0), all.length]);
          };
          if (paint) document.readyState === 'complete' ? tell() : addEventListener('load', tell);
        }).observe({type: 'paint', buffered: true});
      })
      """
          .formatted(PATIENCE);

  private final Playwright playwright;
  private final Browser browser;

  /**
   * What was seen of a page.
   *
   * @param first from the address bar until the first contentful paint
   * @param bytes that came for it over the wire
   * @param requests that it took, those of which the browser kept the answer among them
   */
  record Paint(Duration first, long bytes, int requests) {}

  /** Starts it, on two cores: a browser is many processes, and nobody has it on one. */
  Painter() throws NotMeasured, IOException, InterruptedException {
    if (!Files.isExecutable(PROGRAM)) {
      throw new NotMeasured("a first paint needs Debian's Chromium: apt install chromium");
    }
    boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    this.playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    this.browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(PROGRAM)
                    .setHeadless(true)
                    // As root Chromium refuses to start with one.
                    .setChromiumSandbox(!root)
                    .setArgs(FLAGS)
                    .setTimeout(PATIENCE));
    try {
      Program.spread(CORES);
    } catch (NotMeasured | InterruptedException e) {
      close();
      throw e;
    }
  }

  /** A window of somebody who is signed in, without anything that was kept. */
  Window window(Visitor visitor) {
    return new Window(browser.newContext(), visitor);
  }

  /** A window, with what it keeps of the pages that it shows. */
  static final class Window implements AutoCloseable {

    private final BrowserContext context;
    private final Page page;
    private final CDPSession devtools;

    private Window(BrowserContext context, Visitor visitor) {
      this.context = context;
      context.setDefaultNavigationTimeout(PATIENCE);
      this.page = context.newPage();
      this.devtools = context.newCDPSession(page);
      visitor
          .cookies()
          .forEach((name, value) -> {
            JsonObject cookie = new JsonObject();
            cookie.addProperty("name", name);
            cookie.addProperty("value", value);
            cookie.addProperty("url", visitor.origin() + "/");
            cookie.addProperty("path", "/");
            cookie.addProperty("secure", true);
            cookie.addProperty("httpOnly", true);
            cookie.addProperty("sameSite", "Strict");
            devtools.send("Network.setCookie", cookie);
          });
    }

    /** Goes there by the address bar, and waits until the page asks for nothing more. */
    Paint paint(String url) throws NotMeasured {
      int status = page.navigate(url).status();
      if (status != 200 || !page.url().equals(url)) {
        throw new NotMeasured(url + " was answered with " + status + " at " + page.url());
      }
      // By Chromium's own protocol: the policy of the page does not stop that.
      JsonObject wanted = new JsonObject();
      wanted.addProperty("expression", PAINT);
      wanted.addProperty("awaitPromise", true);
      wanted.addProperty("returnByValue", true);
      JsonObject answer = devtools.send("Runtime.evaluate", wanted);
      if (answer.has("exceptionDetails")) {
        throw new NotMeasured(url + ": " + answer.get("exceptionDetails"));
      }
      try {
        page.waitForLoadState(LoadState.NETWORKIDLE);
      } catch (TimeoutError e) {
        throw new NotMeasured(url + " asks for more and more");
      }
      JsonArray seen = answer.getAsJsonObject("result").getAsJsonArray("value");
      return new Paint(
          Duration.ofNanos((long) (seen.get(0).getAsDouble() * 1e6)),
          seen.get(1).getAsLong(),
          seen.get(2).getAsInt());
    }

    @Override
    public void close() {
      context.close();
    }
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
