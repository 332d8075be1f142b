package dev.postern.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataLockTest {

  @TempDir private Path temporary;

  private Path folder;

  @BeforeEach
  void name() {
    folder = temporary.resolve("data");
  }

  @Test
  void aFolderIsHeldOnceInAProcessUntilItIsLetGo() {
    try (DataLock first = DataLock.hold(folder)) {
      assertThat(first).isNotNull();
      // Twice: the first refusal must not have dropped the lock.
      assertRefused();
      assertRefused();
    }
    DataLock.hold(folder).close();
  }

  @Test
  void aFolderThatAnotherProcessHoldsIsRefusedUntilThatProcessIsGone() throws Exception {
    try (OtherProcess other = new OtherProcess("hold", folder, temporary)) {
      assertThat(other.line()).isEqualTo("held");
      assertRefused();
      assertRefused();
      other.kill();
    }
    DataLock.hold(folder).close();
  }

  private void assertRefused() {
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> DataLock.hold(folder))
        .withMessageContaining(folder.toString())
        .withMessageContaining("another Postern");
  }

  @Test
  void anotherNameOfTheFolderIsTheSameFolder() throws IOException {
    Path link = Files.createSymbolicLink(temporary.resolve("link"), folder);
    try (DataLock first = DataLock.hold(folder)) {
      assertThat(first).isNotNull();
      assertThatExceptionOfType(StoreException.class).isThrownBy(() -> DataLock.hold(link));
    }
  }

  @Test
  void twoFoldersAreHeldAtOnce() {
    try (DataLock first = DataLock.hold(folder);
        DataLock second = DataLock.hold(temporary.resolve("other"))) {
      assertThat(first).isNotSameAs(second);
    }
  }

  @Test
  void theFolderIsMadeForItsOwnerAlone() throws IOException {
    DataLock.hold(folder).close();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("lock"))))
        .isEqualTo("rw-------");
  }

  @Test
  void aFolderThatCannotBeMadeIsNamed() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> DataLock.hold(file.resolve("data")))
        .withMessageContaining(file.toString());
  }
}
