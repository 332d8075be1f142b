package dev.postern.bench.process;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/**
 * When figures were taken, and of which sources: every page says it for itself, since the parts may
 * be run on different days.
 *
 * @param day in UTC
 * @param commit its name, and whether files differed from it
 */
public record Origin(LocalDate day, String commit) {

  private static final Duration QUICK = Duration.ofSeconds(10);

  /** Today, and what the repository around {@code bench} is at. */
  public static Origin of(Path bench) throws NotMeasured, InterruptedException {
    String changed = git(bench, "status --porcelain 2>/dev/null | grep -v results/ | head -n 1");
    String commit = git(bench, "rev-parse --short=12 HEAD 2>/dev/null || echo unknown");
    return new Origin(
        LocalDate.now(ZoneOffset.UTC), commit + (changed.isEmpty() ? "" : ", with changes"));
  }

  private static String git(Path bench, String command) throws NotMeasured, InterruptedException {
    String whole = "git -C \"$0\" " + command + " || :";
    return Program.output(List.of("sh", "-c", whole, bench.toString()), Map.of(), QUICK).strip();
  }

  /** A sentence for the page. */
  public String sentence() {
    return "Measured on %s at commit %s.".formatted(day, commit);
  }
}
