package dev.postern.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CallTest {

  private static final URI URL = URI.create("http://127.0.0.1:8080/token");
  private static final Path FILE = Path.of("/tmp/lines");

  @Test
  void theScriptIsToldEveryFieldOfTheHeaderOnALineOfItsOwn() {
    assertThat(Call.form(URL, "a=b").accepting("text/plain").closing().environment())
        .containsOnly(
            entry("BENCH_METHOD", "POST"),
            entry("BENCH_BODY", "a=b"),
            entry(
                "BENCH_FIELDS",
                "Content-Type: application/x-www-form-urlencoded\nAccept: text/plain\nConnection: close"));
  }

  @Test
  void theScriptIsToldWhetherALineMayBeSentTwice() {
    assertThat(Call.form(URL, "a=b", new Call.Lines(FILE, true)).environment())
        .contains(entry("BENCH_LINES", "/tmp/lines"), entry("BENCH_ONCE", "1"));
    assertThat(Call.form(URL, "a=b", new Call.Lines(FILE, false)).closing().environment())
        .contains(entry("BENCH_LINES", "/tmp/lines"))
        .doesNotContainKey("BENCH_ONCE");
  }

  @Test
  void theScriptIsToldWhichFieldOfTheHeaderStandsInTheLines() {
    assertThat(Call.form(URL, "a=b", new Call.Lines(FILE, true, Optional.of("DPoP"))).environment())
        .contains(entry("BENCH_LINES", "/tmp/lines"), entry("BENCH_LINE_FIELD", "DPoP"));
    assertThat(Call.form(URL, "a=b", new Call.Lines(FILE, true)).environment())
        .doesNotContainKey("BENCH_LINE_FIELD");
  }

  @Test
  void aReaderSendsHisTokenAndNoBody() {
    assertThat(Call.read(URL, "t").environment())
        .containsOnly(
            entry("BENCH_METHOD", "GET"), entry("BENCH_FIELDS", "Authorization: Bearer t"));
  }
}
