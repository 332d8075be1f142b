package dev.postern.bench.report;

/** What a row of a chart is, for its colour; the names are those of the style sheet. */
public enum Kind {
  POSTERN("postern"),
  CEILING("ceiling"),
  PEER("peer");

  private final String style;

  Kind(String style) {
    this.style = style;
  }

  String style() {
    return style;
  }
}
