package dev.postern.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OriginTest {

  @Test
  void aPageSaysWhenAndOfWhichCommit() {
    assertThat(new Origin(LocalDate.of(2026, 11, 28), "8ad7bf7, with changes").sentence())
        .isEqualTo("Measured on 2026-11-28 at commit 8ad7bf7, with changes.");
  }

  @Test
  void whereThereIsNoRepositoryTheCommitIsUnknown(@TempDir Path folder) throws Exception {
    assertThat(Origin.of(folder).commit()).isEqualTo("unknown");
  }
}
