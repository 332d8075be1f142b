package dev.postern.verifier;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A bounded map of what was lately verified, found by the whole header that carried it.
 *
 * <p>Two halves: what is used moves to the young one; when that is full it becomes the old one, and
 * what was in the old one and not used since is gone. A hit takes no lock and makes no garbage.
 */
final class RecentTokens<V> {

  private record Halves<V>(ConcurrentMap<String, V> young, ConcurrentMap<String, V> old) {}

  private final int half;
  private final AtomicReference<Halves<V>> halves;

  RecentTokens(int limit) {
    this.half = Math.max(1, limit / 2);
    this.halves =
        new AtomicReference<>(new Halves<>(new ConcurrentHashMap<>(), new ConcurrentHashMap<>()));
  }

  @Nullable V find(String key) {
    Halves<V> now = halves.get();
    V value = now.young().get(key);
    if (value == null) {
      value = now.old().get(key);
      if (value != null) {
        keep(key, value);
      }
    }
    return value;
  }

  void keep(String key, V value) {
    Halves<V> now = halves.get();
    now.young().put(key, value);
    if (now.young().size() >= half) {
      halves.compareAndSet(now, new Halves<>(new ConcurrentHashMap<>(), now.young()));
    }
  }

  void forget(String key) {
    Halves<V> now = halves.get();
    now.young().remove(key);
    now.old().remove(key);
  }

  int size() {
    Halves<V> now = halves.get();
    return now.young().size() + now.old().size();
  }
}
