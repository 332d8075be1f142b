package dev.postern.server.clientauth;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The last of what was put and not taken yet: where there is no more room, the oldest goes, for
 * whoever has waited longest for it will not come any more.
 *
 * @param <K> what it is asked for by
 * @param <V> what is kept
 */
final class Recent<K, V> {

  private final int most;
  private final Map<K, V> kept = new LinkedHashMap<>();

  /** Room for {@code most}. */
  Recent(int most) {
    this.most = most;
  }

  /** Keeps something, as the newest of all. */
  synchronized void put(K key, V value) {
    kept.remove(key);
    if (kept.size() >= most) {
      Iterator<K> oldest = kept.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    kept.put(key, value);
  }

  /** What was kept, which it is no longer then. */
  synchronized Optional<V> take(K key) {
    return Optional.ofNullable(kept.remove(key));
  }
}
