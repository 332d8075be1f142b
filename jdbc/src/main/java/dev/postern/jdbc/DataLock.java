package dev.postern.jdbc;

import dev.postern.store.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds a data folder for one process. The operating system lets go of it when the process ends,
 * however it ends.
 */
public final class DataLock implements AutoCloseable {

  /**
   * The locks that this process holds, kept here so that none is collected while it is held. To a
   * POSIX system a lock is the process's: it would grant it again, and drop it as soon as the
   * second channel is closed. So a folder that is here is never tried again.
   */
  private static final Map<Path, FileLock> HELD = new HashMap<>();

  private final Path folder;

  private DataLock(Path folder) {
    this.folder = folder;
  }

  /**
   * Takes the folder, which is made where it is missing.
   *
   * @throws StoreException where another Postern has it, or it cannot be written
   */
  public static DataLock hold(Path dataFolder) {
    synchronized (HELD) {
      try {
        Path folder = DataFolder.folder(dataFolder).toRealPath();
        @Nullable FileLock lock = HELD.containsKey(folder) ? null : lock(folder);
        if (lock == null) {
          throw new StoreException(
              "the data folder " + dataFolder + " is in use by another Postern");
        }
        HELD.put(folder, lock);
        return new DataLock(folder);
      } catch (IOException e) {
        throw new StoreException("the data folder " + dataFolder + " cannot be used", e);
      }
    }
  }

  /** The lock, or null where another process has it. */
  private static @Nullable FileLock lock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(DataFolder.file(folder, "lock"), StandardOpenOption.WRITE);
    @Nullable FileLock lock = null;
    try {
      lock = channel.tryLock();
      return lock;
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
  }

  @Override
  public void close() {
    synchronized (HELD) {
      @Nullable FileLock lock = HELD.remove(folder);
      if (lock == null) {
        return;
      }
      try {
        lock.acquiredBy().close();
      } catch (IOException e) {
        throw new StoreException("the lock on " + folder + " could not be released", e);
      }
    }
  }
}
