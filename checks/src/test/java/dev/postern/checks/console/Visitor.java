package dev.postern.checks.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ScreenshotAnimations;
import com.microsoft.playwright.options.ScreenshotCaret;
import java.net.URI;
import java.nio.file.Path;

/** Somebody with a browser of his own: no cookie, no cache and no passkey is shared. */
final class Visitor {

  /** Where pictures go; from the module's folder. */
  static final Path SCREENS = Path.of("..", "target", "check", "screens");

  /** What a page that was just left to itself may still have to say comes within this, in ms. */
  private static final double LAST_WORDS = 50;

  private final BrowserContext context;
  private final Guard guard;
  private final Page page;
  private final Devtools devtools;
  private final URI origin;
  private final View view;
  private boolean left;

  Visitor(Browser browser, URI origin, View view) {
    this.origin = origin;
    this.view = view;
    context = browser.newContext(view.options());
    context.setDefaultTimeout(Chromium.PATIENCE);
    context.setDefaultNavigationTimeout(Chromium.PATIENCE);
    guard = new Guard(context, origin);
    page = context.newPage();
    devtools = new Devtools(context.newCDPSession(page));
  }

  /** Goes to a path of the origin, by the address bar. */
  Page open(String path) {
    page.navigate(origin.resolve(path).toString());
    return page;
  }

  Page page() {
    return page;
  }

  Keyboard keyboard() {
    return new Keyboard(page, devtools);
  }

  /** Gives the device a place for passkeys, whose owner agrees to everything at once. */
  Passkeys passkeys() {
    return new Passkeys(devtools);
  }

  /** Fails if axe-core has anything to say about the page as it is now. */
  void axe() {
    settled();
    Axe.check(devtools, page.url());
  }

  /** Something that says {@code part} must be complained of, and is no fault. */
  void expect(String part) {
    guard.expect(part);
  }

  /** The whole page as it is now, in {@code target/check/screens/<name>-light-wide.png}. */
  Path shot(String name) {
    return shot(name, true);
  }

  /** The same of what the screen shows: a dialog darkens no more than that. */
  Path glimpse(String name) {
    return shot(name, false);
  }

  /** Nothing that the page still fetches is missing. */
  private void settled() {
    assertThat(page.locator("[data-loading]")).hasCount(0);
  }

  private Path shot(String name, boolean whole) {
    settled();
    Path file = SCREENS.resolve(name + "-" + view.suffix() + ".png");
    page.screenshot(
        new Page.ScreenshotOptions()
            .setPath(file)
            .setFullPage(whole)
            .setAnimations(ScreenshotAnimations.DISABLED)
            // To hide it Playwright would write a style into the page, which its policy forbids.
            .setCaret(ScreenshotCaret.INITIAL));
    return file;
  }

  /** Closes the browser's window; fails if the guard has anything to say. Once. */
  void leave() {
    if (left) {
      return;
    }
    left = true;
    if (!page.isClosed()) {
      page.waitForTimeout(LAST_WORDS);
    }
    context.close();
    guard.check();
  }
}
