package dev.postern.protocol.dpop;

import dev.postern.protocol.dpop.DpopFault.Kind;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.CompactJws;
import dev.postern.protocol.token.Replays;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.protocol.token.Thumbprint;
import dev.postern.protocol.token.TokenFault;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The check of one DPoP proof (RFC 9449 section 4.3), shared by the authorization server and
 * resource servers. Threads share it.
 */
public final class DpopCheck {

  /** The header field that carries a proof. */
  public static final String HEADER = "DPoP";

  /** The header field that supplies a nonce. */
  public static final String NONCE_HEADER = "DPoP-Nonce";

  /** The longest proof that is looked at. */
  public static final int LIMIT = 4 * 1024;

  /** How old a proof may be, and how far ahead the clock of whoever made it. */
  public static final Duration TOLERANCE = Duration.ofSeconds(30);

  static final String TYPE = "dpop+jwt";

  private static final int LONGEST_JTI = 256;
  private static final int LONGEST_NONCE = 256;

  private final Replays replays;
  private final boolean nonceDemanded;

  /** The request that a proof came with. */
  public static final class Target {

    private final Replays.Owner client;
    private final String method;
    private final Set<TargetUri> addresses;
    private final Set<SignatureAlgorithm> algorithms;
    private final @Nullable BoundToken token;

    private Target(
        Replays.Owner client,
        String method,
        Set<TargetUri> addresses,
        Set<SignatureAlgorithm> algorithms,
        @Nullable BoundToken token) {
      this.client = client;
      this.method = method;
      this.addresses = addresses;
      this.algorithms = algorithms;
      this.token = token;
    }

    /**
     * A request without an access token.
     *
     * @param client who sent it, which is known before its proof is looked at: each has names and a
     *     share of the room of its own
     * @param method its method
     * @param addresses where the world reaches what it asked for, as configured and never as a
     *     header says; mostly one. One that is no address is none that a proof could be for
     */
    public static Target of(Replays.Owner client, String method, List<String> addresses) {
      return new Target(
          client,
          method,
          addresses.stream()
              .map(TargetUri::parse)
              .flatMap(Optional::stream)
              .collect(Collectors.toUnmodifiableSet()),
          SignatureAlgorithm.ALL,
          null);
    }

    /** The same with an access token. */
    public Target with(BoundToken bound) {
      return new Target(client, method, addresses, algorithms, bound);
    }

    /** The same where proofs must be signed by one of {@code accepted}. */
    public Target signedBy(Set<SignatureAlgorithm> accepted) {
      return new Target(client, method, addresses, accepted, token);
    }
  }

  /**
   * A check.
   *
   * @param replays which proofs were used; nobody else's
   * @param nonceDemanded whether a proof without a nonce is refused
   */
  public DpopCheck(Replays replays, boolean nonceDemanded) {
    this.replays = replays;
    this.nonceDemanded = nonceDemanded;
  }

  /** {@code ath}: what a proof says of the access token beside it (RFC 9449 section 4.2). */
  public static String hash(String accessToken) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(accessToken.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Checks the proof of a request and uses it up.
   *
   * @param proofs every value of its {@code DPoP} header
   * @param target what was asked for
   * @param nonces the nonces that may be used here; empty where none are supplied, and then one
   *     that is sent means nothing
   * @throws DpopFault naming the first thing that is wrong
   */
  public ProvenKey check(List<String> proofs, Target target, Optional<Nonces> nonces, Instant now)
      throws DpopFault {
    // RFC 9449 4.3 #1: one header, and not one that lists two.
    if (proofs.size() != 1) {
      throw new DpopFault(proofs.isEmpty() ? Kind.MISSING : Kind.SEVERAL);
    }
    try {
      // RFC 9449 4.3 #5: an algorithm that is deemed secure here.
      CompactJws.SelfSigned proof =
          CompactJws.parse(proofs.get(0), LIMIT).byOwnKey(TYPE, target.algorithms);
      Thumbprint key = proof.key();
      // RFC 9449 4.3 #12, 7.1: the token's key is the proof's. Before the signature, which costs
      // more than all the rest: with a token that is bound to another's key nobody has it checked.
      if (target.token != null && !target.token.key().equals(key)) {
        throw new DpopFault(Kind.OTHER_KEY);
      }
      checkClaims(proof.verifiedPayload(), target, nonces, now);
      return new ProvenKey(key);
    } catch (TokenFault e) {
      throw new DpopFault(kind(e.kind()));
    } catch (JsonFault e) {
      throw new DpopFault(Kind.CLAIMS);
    }
  }

  private void checkClaims(JsonObject claims, Target target, Optional<Nonces> nonces, Instant now)
      throws JsonFault, DpopFault {
    String id = claims.string("jti");
    long issuedAt = claims.integer("iat");
    String method = claims.string("htm");
    String address = claims.string("htu");
    Optional<String> nonce = claims.optionalString("nonce");
    if (id.isEmpty() || id.length() > LONGEST_JTI) {
      throw new DpopFault(Kind.CLAIMS);
    }
    // RFC 9449 4.3 #8: methods are compared as RFC 9110 9.1 has it, in their case.
    if (!method.equals(target.method)) {
      throw new DpopFault(Kind.METHOD);
    }
    // RFC 9449 4.3 #9: without query and fragment, in one spelling.
    TargetUri asked =
        TargetUri.parse(address)
            .filter(target.addresses::contains)
            .orElseThrow(() -> new DpopFault(Kind.URI));
    checkTimes(claims, issuedAt, now);
    // RFC 9449 4.3 #10; where nonces are supplied one is ours, though nobody demanded it.
    if (nonce.isPresent() ? !ours(nonce.get(), nonces, now) : nonceDemanded) {
      throw new DpopFault(Kind.NONCE);
    }
    checkToken(claims, target.token);
    // RFC 9449 11.1: once in the context of the address, by whatever key. Last of all, so that
    // nobody uses up what he could not have signed, and by client, so that nobody uses up what
    // another will sign.
    Instant until = Instant.ofEpochSecond(issuedAt).plus(TOLERANCE).plusSeconds(1);
    switch (replays.claim(target.client, asked.text() + ' ' + id, until, now)) {
      case FIRST -> {}
      case AGAIN -> throw new DpopFault(Kind.REPLAYED);
      case FULL -> throw new DpopFault(Kind.FULL);
    }
  }

  /** RFC 9449 4.3 #12: the token is named. */
  private static void checkToken(JsonObject claims, @Nullable BoundToken token)
      throws JsonFault, DpopFault {
    if (token != null && !token.hash().equals(claims.string("ath"))) {
      throw new DpopFault(Kind.TOKEN);
    }
  }

  private static boolean ours(String nonce, Optional<Nonces> nonces, Instant now) {
    return nonces.isEmpty() || (nonce.length() <= LONGEST_NONCE && nonces.get().takes(nonce, now));
  }

  /** RFC 9449 4.3 #11; the other two (RFC 7519 4.1.4, 4.1.5) are nobody's duty, but mean it. */
  private static void checkTimes(JsonObject claims, long issuedAt, Instant now)
      throws JsonFault, DpopFault {
    long age = Math.subtractExact(bounded(now.getEpochSecond()), bounded(issuedAt));
    long tolerance = TOLERANCE.toSeconds();
    if (Math.abs(age) > tolerance) {
      throw new DpopFault(Kind.TIME);
    }
    boolean over =
        claims.has("exp") && claims.integer("exp") <= now.minus(TOLERANCE).getEpochSecond();
    boolean early =
        claims.has("nbf") && claims.integer("nbf") > now.plus(TOLERANCE).getEpochSecond();
    if (over || early) {
      throw new DpopFault(Kind.TIME);
    }
  }

  /** Far outside of every window, and near enough to be reckoned with. */
  private static long bounded(long seconds) {
    return Math.max(-(1L << 60), Math.min(1L << 60, seconds));
  }

  private static Kind kind(TokenFault.Kind kind) {
    return switch (kind) {
      case TYPE -> Kind.TYPE;
      case ALGORITHM -> Kind.ALGORITHM;
      case UNKNOWN_KEY -> Kind.KEY;
      case SIGNATURE -> Kind.SIGNATURE;
      case MALFORMED,
          ISSUER,
          AUDIENCE,
          CLAIMS,
          BOUND,
          UNBOUND,
          EXPIRED,
          NOT_YET_VALID,
          REVOKED,
          INACTIVE ->
          Kind.MALFORMED;
    };
  }

  /**
   * The algorithms that a challenge names, parted by spaces (RFC 9449 section 7.1): those that are
   * taken everywhere, also where FAPI 2.0 is kept to.
   */
  public static String algorithms() {
    return SignatureAlgorithm.FAPI2.stream()
        .map(SignatureAlgorithm::text)
        .collect(Collectors.joining(" "));
  }
}
