package dev.postern.bench.report;

import java.util.Locale;

/**
 * A drawing on a card, readable where the page is light or dark: it brings its own ground, since a
 * picture in a page cannot know the colour behind it. Coordinates are pixels from the upper left.
 */
final class Svg {

  static final int WIDTH = 860;

  private static final String STYLE =
      """
      <style>
      text{font:13px system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif;fill:#1f2328}
      .title{font-size:16px;font-weight:600}.quiet{fill:#59636e;font-size:12px}.strong{font-weight:600}
      .card{fill:#ffffff;stroke:#d1d9e0}.grid{stroke:#d1d9e0;stroke-width:1}
      .postern{fill:#0f766e;stroke:#0f766e}.ceiling{fill:#a8b3bf;stroke:#a8b3bf}.peer{fill:#54708f;stroke:#54708f}
      @media (prefers-color-scheme:dark){
      text{fill:#f0f6fc}.quiet{fill:#9198a1}.card{fill:#0d1117;stroke:#3d444d}.grid{stroke:#3d444d}
      .postern{fill:#2dd4bf;stroke:#2dd4bf}.ceiling{fill:#656c76;stroke:#656c76}.peer{fill:#7d9cc0;stroke:#7d9cc0}
      }
      </style>
      """;

  private final StringBuilder shapes = new StringBuilder();
  private final String title;

  /** A drawing with a title and, in small print below it, what is shown and in which unit. */
  Svg(String title, String subtitle) {
    this.title = title;
    text(24, 34, "title", title);
    text(24, 54, "quiet", subtitle);
  }

  Svg text(double x, double y, String style, String content) {
    return text(x, y, style, "start", content);
  }

  /** {@code anchor} is start, middle or end: what of the text stands at {@code x}. */
  Svg text(double x, double y, String style, String anchor, String content) {
    shapes.append(
        "<text x=\"%s\" y=\"%s\" class=\"%s\" text-anchor=\"%s\">%s</text>\n"
            .formatted(number(x), number(y), style, anchor, escaped(content)));
    return this;
  }

  Svg bar(double x, double y, double width, double height, Kind kind) {
    shapes.append(
        "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"2\" class=\"%s\" stroke=\"none\"/>\n"
            .formatted(number(x), number(y), number(width), number(height), kind.style()));
    return this;
  }

  Svg line(double x1, double y1, double x2, double y2, String style) {
    shapes.append(
        "<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" class=\"%s\"/>\n"
            .formatted(number(x1), number(y1), number(x2), number(y2), style));
    return this;
  }

  Svg dot(double x, double y, double radius, Kind kind) {
    shapes.append(
        "<circle cx=\"%s\" cy=\"%s\" r=\"%s\" class=\"%s\"/>\n"
            .formatted(number(x), number(y), number(radius), kind.style()));
    return this;
  }

  /** The whole document. */
  String drawn(int height) {
    return """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-label="%s">
    %s<rect x="0.5" y="0.5" width="%d" height="%d" rx="6" class="card"/>
    %s</svg>
    """
        .formatted(
            WIDTH, height, WIDTH, height, escaped(title), STYLE, WIDTH - 1, height - 1, shapes);
  }

  /** Text as it may stand in an element or between double quotes (XML 1.0, 2.4). */
  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private static String number(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
