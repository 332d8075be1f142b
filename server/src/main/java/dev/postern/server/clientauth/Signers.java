package dev.postern.server.clientauth;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.token.TokenFault;
import dev.postern.server.keysets.KeySets;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.TenantName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the key that signed a message: the one that it names, else whichever fits; those that are
 * registered themselves come before those that stand at a URL. At least one signature is checked,
 * if only by a key that is nobody's.
 */
final class Signers {

  /**
   * By so many keys a message is tried that names none: by both while one takes the other's place.
   * Whoever knows a client id could otherwise have sixteen signatures checked at a time, on the
   * event loop.
   */
  private static final int MOST_TRIED = 2;

  private final KeysByUrl byUrl;
  private final ReadyKeys ready = new ReadyKeys();

  Signers(KeySets sets) {
    this.byUrl = new KeysByUrl(sets);
  }

  /**
   * By what an app may have a message signed.
   *
   * @param tenant whose app it is
   * @param client the app
   * @param registered by one of these keys
   * @param urls by one of those that stand there
   */
  record Possible(
      TenantName tenant, ClientId client, List<Signer> registered, List<KeysByUrl.Listed> urls) {}

  /**
   * The one that signed {@code jwt}, or null where none did.
   *
   * @throws Refusal where keys are still to be fetched, or cannot be had
   * @throws TokenFault where the message is not what its header says
   */
  @Nullable Signer find(SignedJwt jwt, Possible possible, Instant now) throws Refusal, TokenFault {
    List<Signer> registered = fitting(jwt, possible.registered());
    if (registered.size() <= MOST_TRIED) {
      @Nullable Signer signer = first(jwt, registered);
      if (signer != null) {
        return signer;
      }
      if (!possible.urls().isEmpty()) {
        return atUrl(jwt, possible, MOST_TRIED - registered.size(), now);
      }
    }
    if (registered.isEmpty() || registered.size() > MOST_TRIED) {
      nobodys(jwt);
    }
    return null;
  }

  /** The same among the keys that stand at URLs, of which at most {@code most} are tried. */
  private @Nullable Signer atUrl(SignedJwt jwt, Possible possible, int most, Instant now)
      throws Refusal, TokenFault {
    KeysByUrl.Found found = byUrl.find(possible.tenant(), possible.urls(), jwt, now);
    boolean triable = !found.fitting().isEmpty() && found.fitting().size() <= most;
    @Nullable Signer signer = triable ? first(jwt, found.fitting()) : null;
    if (signer != null) {
      return signer;
    }
    if (!found.askable().isEmpty()) {
      throw byUrl.ask(possible.client(), found, now);
    }
    if (!triable) {
      nobodys(jwt);
    }
    if (found.lacking()) {
      throw new Refusal(TokenReason.KEYS_UNAVAILABLE);
    }
    return null;
  }

  private @Nullable Signer first(SignedJwt jwt, List<Signer> fitting) throws TokenFault {
    for (Signer each : fitting) {
      if (jwt.signedBy(ready.ready(each.key()))) {
        return each;
      }
    }
    return null;
  }

  /** What a message by nobody costs: as much as one by somebody. */
  static void nobodys(SignedJwt jwt) throws TokenFault {
    boolean _ = jwt.signedBy(NobodysKeys.of(jwt.algorithm()));
  }

  private static List<Signer> fitting(SignedJwt jwt, List<Signer> all) throws TokenFault {
    List<Signer> fitting = new ArrayList<>();
    for (Signer each : all) {
      if (jwt.mayBeBy(each.key())) {
        fitting.add(each);
      }
    }
    return fitting;
  }
}
