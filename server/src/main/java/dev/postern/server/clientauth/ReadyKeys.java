package dev.postern.server.clientauth;

import dev.postern.protocol.token.PublicJwk;
import dev.postern.protocol.token.VerificationKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The clients' keys that are in use, ready to check with: making one ready costs as much as a
 * check. There may be a million, so when there are {@value #MOST} it starts anew.
 */
final class ReadyKeys {

  static final int MOST = 10_000;

  private final Map<PublicJwk, VerificationKey> ready = new ConcurrentHashMap<>();

  VerificationKey ready(PublicJwk key) {
    @Nullable VerificationKey known = ready.get(key);
    if (known != null) {
      return known;
    }
    if (ready.size() >= MOST) {
      ready.clear();
    }
    VerificationKey made = key.verification();
    ready.put(key, made);
    return made;
  }
}
