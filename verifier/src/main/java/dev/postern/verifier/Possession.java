package dev.postern.verifier;

import dev.postern.protocol.dpop.BoundToken;
import dev.postern.protocol.dpop.DpopCheck;
import dev.postern.protocol.dpop.DpopFault;
import dev.postern.protocol.dpop.Nonces;
import dev.postern.protocol.dpop.ProvenKey;
import dev.postern.protocol.token.HmacSha256;
import dev.postern.protocol.token.Replays;
import dev.postern.protocol.token.SignatureAlgorithm;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whether whoever shows a bound token holds its key: asked of every request anew, whatever is
 * remembered of the token (RFC 9449 section 7).
 */
final class Possession {

  /** 30 MB when they are all there; each is kept for a minute at most. */
  private static final int MOST_PROOFS = 200_000;

  /** One client does not take the room of all. */
  private static final int MOST_OF_ONE_CLIENT = 100_000;

  /** A segment of one dot or two, in the path, also where they are percent-encoded. */
  private static final Pattern DOTS = Pattern.compile("^[^?#]*/(?i:\\.|%2e){1,2}(?:[/?#]|$)");

  private final List<String> roots;
  private final Set<SignatureAlgorithm> algorithms;
  private final Optional<Nonces> nonces;
  private final DpopCheck check;

  /** Proofs for addresses below one of {@code roots}, signed by one of {@code algorithms}. */
  Possession(List<String> roots, Set<SignatureAlgorithm> algorithms, boolean nonceDemanded) {
    this.roots = List.copyOf(roots);
    this.algorithms = algorithms;
    // Behind one address there may be other verifiers, who would not take what is supplied here.
    this.nonces = nonceDemanded ? Optional.of(ownNonces()) : Optional.empty();
    this.check = new DpopCheck(new Replays(MOST_PROOFS, MOST_OF_ONE_CLIENT), nonceDemanded);
  }

  private static Nonces ownNonces() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return new Nonces(new HmacSha256(key));
  }

  /**
   * Whether {@code path} is what it says: a server that does not take dot segments away answers
   * {@code /a/../b} as a part of {@code /a}, and a proof for {@code /b} must not open that.
   */
  private static boolean plain(String path) {
    return path.startsWith("/") && !DOTS.matcher(path).find();
  }

  /** Refuses unless {@code request} proves that its sender holds the key of its token. */
  void prove(Verified verified, BoundToken token, IncomingRequest request, Instant now)
      throws TokenRefused {
    Replays.Owner client = Replays.Owner.alone(verified.token().clientId().text());
    List<String> addresses =
        plain(request.path())
            ? roots.stream().map(root -> root + request.path()).toList()
            : List.of();
    DpopCheck.Target target =
        DpopCheck.Target.of(client, request.method(), addresses).signedBy(algorithms).with(token);
    try {
      ProvenKey unused = check.check(request.proofs(), target, nonces, now);
    } catch (DpopFault e) {
      throw verified.refused(
          e.kind() == DpopFault.Kind.FULL
              ? Reason.Unavailable.TOO_MANY_PROOFS
              : new Reason.InvalidProof(e.kind(), nonces.map(each -> each.supply(now))));
    }
  }
}
