package dev.postern.bench.report;

import java.util.Arrays;
import java.util.List;

/** A table of Markdown: the first column is text, the others are figures. */
public final class MarkdownTable {

  private final StringBuilder text = new StringBuilder();
  private final int columns;

  /** A table with these heads and no rows. */
  public MarkdownTable(String... heads) {
    columns = heads.length;
    line(Arrays.asList(heads));
    text.append("|---|").append("---:|".repeat(columns - 1)).append('\n');
  }

  /** Adds a row, which has as many cells as there are heads. */
  public MarkdownTable row(List<String> cells) {
    if (cells.size() != columns) {
      throw new IllegalArgumentException("a row has " + columns + " cells");
    }
    line(cells);
    return this;
  }

  private void line(List<String> cells) {
    text.append("| ");
    text.append(String.join(" | ", cells.stream().map(cell -> cell.replace("|", "\\|")).toList()));
    text.append(" |\n");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
