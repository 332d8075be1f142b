package dev.postern.jdbc;

import dev.postern.store.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds a data folder for one process. The operating system lets go of it when the process ends,
 * however it ends.
 */
public final class DataLock implements AutoCloseable {

  /**
   * The folders that this process holds. To a POSIX system a lock is the process's: it would grant
   * it again, and drop it as soon as the second channel is closed.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel channel;

  private DataLock(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * Takes the folder, which is made where it is missing.
   *
   * @throws StoreException where another Postern has it, or it cannot be written
   */
  public static DataLock hold(Path dataFolder) {
    try {
      Path folder = DataFolder.folder(dataFolder).toRealPath();
      if (!HELD.add(folder)) {
        throw inUse(dataFolder);
      }
      @Nullable FileChannel channel = null;
      try {
        channel = lock(folder);
      } finally {
        if (channel == null) {
          HELD.remove(folder);
        }
      }
      if (channel == null) {
        throw inUse(dataFolder);
      }
      return new DataLock(folder, channel);
    } catch (IOException e) {
      throw new StoreException("the data folder " + dataFolder + " cannot be used", e);
    }
  }

  /** The channel that holds the lock, or null where another process has it. */
  private static @Nullable FileChannel lock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(DataFolder.file(folder, "lock"), StandardOpenOption.WRITE);
    @Nullable FileLock lock = null;
    try {
      lock = channel.tryLock();
      return lock == null ? null : channel;
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
  }

  private static StoreException inUse(Path dataFolder) {
    return new StoreException("the data folder " + dataFolder + " is in use by another Postern");
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new StoreException("the lock on " + folder + " could not be released", e);
    } finally {
      HELD.remove(folder);
    }
  }
}
