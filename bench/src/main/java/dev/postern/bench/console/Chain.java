package dev.postern.bench.console;

import dev.postern.bench.process.NotMeasured;
import java.io.IOException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The audit log as the console verifies it, from the first line to the last: a page for every 5,000
 * lines, each of which says where the next goes on.
 *
 * @param parts how many pages that were
 * @param lasted until the last of them said that the chain is whole
 */
record Chain(int parts, Duration lasted) {

  private static final Pattern NEXT = Pattern.compile("hx-get=\"/console([^\"]+)\"");

  static Chain verify(Visitor visitor) throws NotMeasured, IOException, InterruptedException {
    long began = System.nanoTime();
    String path = "/audit/verify";
    int parts = 0;
    while (true) {
      String html = visitor.open(path).html();
      parts++;
      if (html.contains("callout bad")) {
        throw new NotMeasured("the audit log is not what it should be: " + path);
      }
      if (html.contains("callout ok")) {
        return new Chain(parts, Duration.ofNanos(System.nanoTime() - began));
      }
      Matcher next = NEXT.matcher(html);
      if (!next.find()) {
        throw new NotMeasured("the console does not say how to go on behind " + path);
      }
      path = next.group(1).replace("&amp;", "&");
    }
  }
}
