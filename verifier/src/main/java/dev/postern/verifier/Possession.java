package dev.postern.verifier;

import dev.postern.protocol.dpop.BoundToken;
import dev.postern.protocol.dpop.DpopCheck;
import dev.postern.protocol.dpop.DpopFault;
import dev.postern.protocol.dpop.Nonces;
import dev.postern.protocol.dpop.ProvenKey;
import dev.postern.protocol.token.HmacSha256;
import dev.postern.protocol.token.Replays;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;

/**
 * Whether whoever shows a bound token holds its key: asked of every request anew, whatever is
 * remembered of the token (RFC 9449 section 7).
 */
final class Possession {

  /** 30 MB when they are all there; each is kept for a minute at most. */
  private static final int MOST_PROOFS = 200_000;

  private final List<String> roots;
  private final Nonces nonces;
  private final DpopCheck check;

  /** Proofs for addresses below one of {@code roots}. */
  Possession(List<String> roots, boolean nonceDemanded) {
    this.roots = List.copyOf(roots);
    // Nobody else has to take what is supplied here.
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    this.nonces = new Nonces(new HmacSha256(key));
    this.check = new DpopCheck(new Replays(MOST_PROOFS), nonceDemanded);
  }

  /** Refuses unless {@code request} proves that its sender holds the key of {@code token}. */
  void prove(BoundToken token, IncomingRequest request, Instant now, Tally tally)
      throws TokenRefused {
    List<String> addresses = roots.stream().map(root -> root + request.path()).toList();
    DpopCheck.Target target = DpopCheck.Target.of(request.method(), addresses).with(token);
    try {
      ProvenKey unused = check.check(request.proofs(), target, nonces, now);
    } catch (DpopFault e) {
      throw tally.refused(
          e.kind() == DpopFault.Kind.FULL
              ? Reason.Unavailable.TOO_MANY_PROOFS
              : new Reason.InvalidProof(e.kind(), nonces.supply(now)));
    }
  }
}
