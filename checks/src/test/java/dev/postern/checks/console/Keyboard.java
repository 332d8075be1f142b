package dev.postern.checks.console;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;

/**
 * Somebody without a mouse, who goes by the names that Chromium tells a screen reader and must see
 * where he is.
 */
final class Keyboard {
  private static final int MOST_TABS = 300;

  /** Remembers how each place looks before the focus comes to it. */
  private static final String REMEMBER =
      """
      (() => {
        window.posternLook = element => {
          const style = getComputedStyle(element);
          const outline = style.outlineStyle !== 'none' && style.outlineWidth !== '0px';
          const shown = outline || style.boxShadow !== 'none';
          return {shown, text: [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow].join(' ')};
        };
        // A box that is drawn by its label, or by what stands behind it, may show it there.
        window.posternPlaces = element => [element, element.nextElementSibling, element.closest('label')].filter(each => each);
        window.posternLooks = new WeakMap();
        const all = 'a, area, button, input, select, textarea, summary, iframe, [tabindex], [contenteditable]';
        for (const element of document.querySelectorAll(all)) {
          if (element !== document.activeElement) {
            posternPlaces(element).forEach(place => posternLooks.set(place, posternLook(place).text));
          }
        }
      })()
      """;

  /** Waits a second for a look that comes slowly. */
  private static final String VISIBLE =
      """
      (async () => {
        const element = document.activeElement;
        if (!element || element === document.body || !window.posternLook) return true;
        for (const until = performance.now() + 1000; performance.now() < until;) {
          const shown = posternPlaces(element).some(place => {
            const look = posternLook(place);
            return look.shown && look.text !== posternLooks.get(place);
          });
          if (shown) return true;
          await new Promise(done => setTimeout(done, 20));
        }
        return false;
      })()
      """;

  private final Page page;
  private final Devtools devtools;

  Keyboard(Page page, Devtools devtools) {
    this.page = page;
    this.devtools = devtools;
  }

  /**
   * Presses Tab once; the name of where it led, which must be seen, or nothing at the end of the
   * page.
   */
  String tab() {
    devtools.value(REMEMBER);
    page.keyboard().press("Tab");
    mustBeSeen();
    return focused();
  }

  private void mustBeSeen() {
    if (!devtools.value(VISIBLE).getAsBoolean()) {
      throw new AssertionError(
          "The focus cannot be seen at \"" + focused() + "\" of " + page.url());
    }
  }

  /** Presses Tab until what has this accessible name has the focus. */
  void tabTo(String name) {
    List<String> passed = new ArrayList<>();
    for (int i = 0; i < MOST_TABS; i++) {
      String here = tab();
      if (here.equals(name)) {
        return;
      }
      passed.add(here);
    }
    throw new AssertionError(
        "Tab does not lead to \"%s\" at %s; it led to %s"
            .formatted(name, page.url(), passed.stream().distinct().toList()));
  }

  /** The name, and nothing if nothing has the focus. */
  String focused() {
    boolean nowhere =
        devtools
            .value("!document.activeElement || document.activeElement === document.body")
            .getAsBoolean();
    if (nowhere) {
      return "";
    }
    JsonObject parameters = new JsonObject();
    parameters.addProperty("objectId", devtools.handle("document.activeElement"));
    parameters.addProperty("fetchRelatives", false);
    JsonArray nodes =
        devtools.send("Accessibility.getPartialAXTree", parameters).getAsJsonArray("nodes");
    JsonObject node = nodes.get(0).getAsJsonObject();
    return node.has("name") ? node.getAsJsonObject("name").get("value").getAsString() : "";
  }

  /** Presses Enter where the focus is, which must be seen. */
  void enter() {
    mustBeSeen();
    page.keyboard().press("Enter");
  }

  /** Presses the space bar where the focus is, which must be seen. */
  void space() {
    mustBeSeen();
    page.keyboard().press("Space");
  }

  /** An arrow, Escape or any other key by its name in the DOM. */
  void press(String key) {
    page.keyboard().press(key);
  }

  /** Writes where the focus is. */
  void type(String text) {
    page.keyboard().type(text);
  }
}
