package dev.postern.app;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * Files that only their owner may read, written whole or not at all. Whoever writes holds the data
 * folder, so there is one name for what is being written, and a process that is killed meanwhile
 * leaves nothing that the next one does not take away.
 */
final class OwnerFile {

  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");

  private OwnerFile() {}

  /** Writes beside the target, forces it to disk, and only then puts it in its place. */
  static void write(Path file, String text) throws IOException {
    Path folder = folder(file);
    Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(FOLDER));
    Path temporary = temporary(file);
    Files.deleteIfExists(temporary);
    Files.createFile(temporary, PosixFilePermissions.asFileAttribute(FILE));
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    move(temporary, file);
  }

  /** Puts a file in the place of another of the same folder, for good. */
  static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel channel = FileChannel.open(folder(to), StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Removes a file, and what a killed process left of writing it. */
  static void remove(Path file) throws IOException {
    Files.deleteIfExists(temporary(file));
    Files.deleteIfExists(file);
  }

  private static Path temporary(Path file) {
    return file.resolveSibling(file.getFileName() + ".tmp");
  }

  private static Path folder(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException("a file needs a folder");
    }
    return folder;
  }

  /** Whether anybody but the owner may do anything with {@code file}. */
  static boolean open(Path file) throws IOException {
    Set<PosixFilePermission> others = EnumSet.allOf(PosixFilePermission.class);
    others.removeIf(permission -> permission.name().startsWith("OWNER"));
    others.retainAll(Files.getPosixFilePermissions(file));
    return !others.isEmpty();
  }
}
