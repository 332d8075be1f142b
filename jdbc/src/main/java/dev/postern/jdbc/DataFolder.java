package dev.postern.jdbc;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Makes the data folder and files in it for their owner alone. */
final class DataFolder {

  private DataFolder() {}

  /** The folder, made with mode 0700 where it is missing. */
  static Path folder(Path path) throws IOException {
    return Files.isDirectory(path) ? path : Files.createDirectories(path, attributes("rwx------"));
  }

  /** A file of the folder, made with mode 0600 where it is missing. */
  static Path file(Path folder, String name) throws IOException {
    Path file = folder(folder).resolve(name);
    try {
      return Files.createFile(file, attributes("rw-------"));
    } catch (FileAlreadyExistsException e) {
      return file;
    }
  }

  private static FileAttribute<?>[] attributes(String permissions) {
    // A file system without POSIX modes has no other protection to offer.
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
