package dev.postern.server.clientauth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What slow checks found out, in memory: of which secret an imported hash is, and of which it is
 * not. The secrets themselves are not here, only their hashes under the pepper. A pair that was
 * compared stays what it is, whatever becomes of apps and credentials, so nothing here is ever
 * wrong; what is forgotten for want of room is checked again.
 */
final class CheckedSecrets {

  private final int mostRight;
  private final Map<String, String> right = new ConcurrentHashMap<>();
  private final Map<Pair, Boolean> wrong;

  /** What is known of a pair. */
  enum Verdict {
    /** The hash is of the secret. */
    RIGHT,
    /** It is not. */
    WRONG,
    /** Nobody has compared them, or that is forgotten. */
    UNKNOWN
  }

  /**
   * An imported hash and a secret.
   *
   * @param imported the hash
   * @param offered the secret, hashed under the pepper
   */
  record Pair(String imported, String offered) {

    @Override
    public String toString() {
      return "Pair[hidden]";
    }
  }

  CheckedSecrets(int mostRight, int mostWrong) {
    this.mostRight = mostRight;
    this.wrong =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Pair, Boolean> eldest) {
            return size() > mostWrong;
          }
        };
  }

  Verdict verdict(Pair pair) {
    @Nullable String known = right.get(pair.imported());
    if (known != null && MessageDigest.isEqual(ascii(known), ascii(pair.offered()))) {
      return Verdict.RIGHT;
    }
    // Another secret than the right one is wrong, but is not said to be before it was compared:
    // else who guesses would be answered as fast as he asks.
    synchronized (wrong) {
      return wrong.containsKey(pair) ? Verdict.WRONG : Verdict.UNKNOWN;
    }
  }

  void found(Pair pair, boolean matches) {
    if (matches) {
      if (right.size() >= mostRight) {
        Iterator<String> some = right.keySet().iterator();
        if (some.hasNext()) {
          some.next();
          some.remove();
        }
      }
      right.put(pair.imported(), pair.offered());
    } else {
      synchronized (wrong) {
        wrong.put(pair, true);
      }
    }
  }

  /** Forgets of which secret a hash is, where nobody keeps that hash any more. */
  void forget(String imported) {
    right.remove(imported);
  }

  private static byte[] ascii(String hash) {
    return hash.getBytes(StandardCharsets.US_ASCII);
  }
}
