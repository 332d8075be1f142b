package dev.postern.examples.storage.play;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What is shown: scenes, commands with what they said, and checks. */
final class Transcript {

  private static final int LONGEST_OUTPUT = 7;
  private static final int FIRST_LINES = 4;
  private static final int LAST_LINES = 2;

  private final PrintStream out;
  private final List<String> measured = new ArrayList<>();
  private int scenes;
  private int checks;

  Transcript(PrintStream out) {
    this.out = out;
  }

  void text(String line) {
    out.println(line);
  }

  void scene(String title) {
    out.println();
    out.println(++scenes + ". " + title);
  }

  /** Something done, as the reader could type it. */
  void command(String line) {
    out.println();
    out.println("   $ " + line);
  }

  /** A request that the play makes itself; curl would do. */
  void request(String line) {
    out.println();
    out.println("   > " + line);
  }

  /** What a command said. */
  void output(List<String> lines) {
    if (lines.size() <= LONGEST_OUTPUT) {
      lines.forEach(this::indented);
      return;
    }
    lines.subList(0, FIRST_LINES).forEach(this::indented);
    indented("…");
    lines.subList(lines.size() - LAST_LINES, lines.size()).forEach(this::indented);
  }

  private void indented(String line) {
    out.println(("   " + line).stripTrailing());
  }

  /** A check; one that is not as expected ends the play. */
  void check(String what, String expected, String seen, boolean asExpected) throws StepFailed {
    checks++;
    out.println();
    out.println("   " + (asExpected ? "✓" : "✗") + " " + what);
    out.println("     expected: " + expected);
    out.println("     seen:     " + seen);
    if (!asExpected) {
      throw new StepFailed("step " + scenes + ", \"" + what + "\": " + seen);
    }
  }

  /** Keeps a measured value for the end. */
  void measured(String what, String value) {
    measured.add("%8s  %s".formatted(value, what));
  }

  void summary(Duration whole) {
    out.println();
    out.println("All " + checks + " checks were as expected, in " + seconds(whole) + ".");
    out.println();
    measured.forEach(line -> out.println("   " + line));
  }

  static String seconds(Duration time) {
    return "%d.%d s".formatted(time.toSeconds(), time.toMillisPart() / 100);
  }
}
