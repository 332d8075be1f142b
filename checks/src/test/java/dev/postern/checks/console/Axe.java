package dev.postern.checks.console;

import com.google.gson.JsonElement;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Runs axe-core, with the rules of WCAG 2.0, 2.1 and 2.2 at A and AA and no others. */
final class Axe {
  private static final String SCRIPT = script();

  private static final String RUN =
      """
      Promise.race([
        axe.run(document, {
          runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa']},
          // Off in axe-core itself, and the one rule of 2.2 that it has.
          rules: {'target-size': {enabled: true}},
          resultTypes: ['violations']
        }),
        new Promise((done, late) => setTimeout(() => late(new Error('axe-core did not end')), %d))
      ]).then(found => found.violations.flatMap(rule => rule.nodes.map(node =>
        rule.id + ' (' + rule.impact + '): ' + rule.help + '\\n    at ' + node.target.join(' ')
          + '\\n    ' + node.failureSummary.replaceAll('\\n', '\\n    '))))
      """
          .formatted((long) Chromium.PATIENCE);

  private Axe() {}

  static void check(Devtools devtools, String url) {
    devtools.value(SCRIPT + ";0");
    StringBuilder text = new StringBuilder();
    for (JsonElement violation : devtools.value(RUN).getAsJsonArray()) {
      text.append("\n  ").append(violation.getAsString());
    }
    if (!text.isEmpty()) {
      throw new AssertionError("axe-core finds at " + url + ":" + text);
    }
  }

  private static String script() {
    try (InputStream file = Axe.class.getResourceAsStream("/axe.min.js")) {
      return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
