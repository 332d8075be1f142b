package dev.postern.verifier;

import dev.postern.protocol.Audience;
import dev.postern.protocol.Issuer;
import dev.postern.protocol.ServerMetadata;
import dev.postern.protocol.TokenScheme;
import dev.postern.protocol.dpop.BoundToken;
import dev.postern.protocol.token.AccessToken;
import dev.postern.protocol.token.Binding;
import dev.postern.protocol.token.CompactJws;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.protocol.token.TokenCheck;
import dev.postern.protocol.token.TokenFault;
import dev.postern.protocol.token.VerificationKey;
import dev.postern.protocol.token.VerificationKeys;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers for one API whether a request may pass. It is told the issuer and the API's own
 * identifier and finds the rest by the issuer's metadata; keys and revocations are kept at hand in
 * the background, so that no request waits for the server. Only a strict one asks it about tokens,
 * and only while it does not know what was revoked lately.
 *
 * <pre>{@code
 * Verifier verifier = Verifier.of("https://acme.hub.example.com/", "https://storage.example.com");
 * AccessToken token = verifier.verify(authorizationHeader).require("archive:write");
 * }</pre>
 *
 * <p>One is enough for a process; threads share it. A token that was found good is remembered, but
 * its times, its key and its revocation are asked at every use, and the proof that goes with it.
 */
public final class Verifier implements AutoCloseable {

  private static final Duration TICK = Duration.ofMillis(500);
  private static final Duration PRUNE = Duration.ofMinutes(1);
  private static final Logger LOG = System.getLogger("dev.postern.verifier");

  private final Issuer issuer;
  private final RevocationPolicy policy;
  private final Clock clock;
  private final Duration patience;
  private final Consumer<VerifierStatus> onStaleness;
  private final TokenCheck check;
  private final Taken taken;
  private final Set<SignatureAlgorithm> algorithms;
  private final Possession possession;
  private final RevocationView view = new RevocationView();
  private final Optional<ApiDescription> description;
  private final Tally tally;
  private final RecentTokens<Verified> recent;
  private final ScheduledThreadPoolExecutor background =
      new ScheduledThreadPoolExecutor(2, Verifier::daemon);
  private final PublishedKeys tokenKeys;
  private final PublishedKeys feedKeys;
  private final FeedFollower follower;
  private final Optional<Introspector> introspector;
  private final long started = System.nanoTime();
  private boolean shownStale; // Only the ticking thread looks at it, and at the next.
  private boolean shownFailing;

  /** A verifier of the tokens that {@code issuer} issues for {@code audience}, best effort. */
  public static Verifier of(String issuer, String audience) {
    return builder(issuer, audience).build();
  }

  /** Starts a verifier with choices of its own. */
  public static VerifierBuilder builder(String issuer, String audience) {
    return new VerifierBuilder(new Issuer(issuer), new Audience(audience));
  }

  Verifier(VerifierBuilder chosen) {
    this.issuer = chosen.issuer;
    this.policy = chosen.policy;
    this.clock = chosen.clock;
    this.patience = chosen.patience;
    this.onStaleness = chosen.onStaleness;
    this.description = chosen.description();
    this.tally = new Tally(description.map(ApiDescription::location));
    this.check = new TokenCheck(issuer, chosen.audience);
    this.taken = chosen.taken();
    this.algorithms = chosen.algorithms();
    this.possession = new Possession(chosen.roots(), algorithms, chosen.nonceDemanded);
    this.recent = new RecentTokens<>(chosen.cachedTokens);
    Directory directory = new Directory(issuer, chosen.timeout, chosen.tls);
    this.tokenKeys = new PublishedKeys(directory, ServerMetadata::jwksUri, background);
    this.feedKeys = new PublishedKeys(directory, ServerMetadata::revocationFeedKeys, background);
    this.follower = new FeedFollower(directory, feedKeys, tokenKeys, view, chosen.silence);
    this.introspector =
        chosen.app.map(app -> {
          IntrospectionCall call =
              new IntrospectionCall(directory, tokenKeys, app, clock, patience);
          return new Introspector(call, policy.limit(), clock, patience, chosen.cachedTokens);
        });
  }

  Verifier start() {
    background.setRemoveOnCancelPolicy(true);
    repeat(this::tick, TICK);
    repeat(() -> view.prune(clock.instant()), PRUNE);
    follower.start();
    return this;
  }

  private void repeat(Runnable work, Duration interval) {
    var unused =
        background.scheduleWithFixedDelay(work, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "postern-verifier");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Verifies the token of a request, and that its sender holds what it is bound to: by the proof
   * that goes with it, or by his certificate.
   *
   * @throws TokenRefused with the answer to give
   */
  public Verified verify(IncomingRequest request) throws TokenRefused {
    Verified verified = standing(single(request.authorization()));
    if (verified.bound().isPresent()) {
      possession.prove(verified, verified.bound().get(), request, clock.instant());
    } else if (verified.token().binding() instanceof Binding.ToCertificate bound
        && !shown(request, bound)) {
      throw unproved(verified);
    }
    return verified;
  }

  /** RFC 8705 3: the certificate of the connection is the one that the token names. */
  private static boolean shown(IncomingRequest request, Binding.ToCertificate bound) {
    return request
        .certificate()
        .filter(each -> each.thumbprint().equals(bound.thumbprint()))
        .isPresent();
  }

  private TokenRefused unproved(Verified verified) {
    return tally.refused(new Reason.InvalidToken(TokenFault.Kind.BOUND, verified.scheme()));
  }

  /**
   * Verifies a bearer token. One that is bound to a key or certificate is refused: that takes the
   * whole request.
   *
   * @param authorization the value of the {@code Authorization} header, or null where there is none
   * @throws TokenRefused with the answer to give
   */
  public Verified verify(@Nullable String authorization) throws TokenRefused {
    Verified verified = standing(authorization);
    if (verified.token().binding().bound()) {
      throw unproved(verified);
    }
    return verified;
  }

  /** Verifies the bearer token of a request that has these {@code Authorization} headers. */
  public Verified verify(List<String> authorizations) throws TokenRefused {
    return verify(single(authorizations));
  }

  private @Nullable String single(List<String> authorizations) throws TokenRefused {
    // RFC 9110 5.3: the header is no list; which of two was meant is nobody's to guess.
    if (authorizations.size() > 1) {
      throw tally.refused(new Reason.MalformedRequest(taken.scheme()));
    }
    return authorizations.isEmpty() ? null : authorizations.get(0);
  }

  /** The token of a header, if it stands. What it is bound to is still to be proved. */
  private Verified standing(@Nullable String authorization) throws TokenRefused {
    Verified known = authorization == null ? null : recent.find(authorization);
    TokenScheme scheme = taken.scheme();
    try {
      Verified verified;
      if (known != null && stands(known)) {
        verified = known;
      } else {
        TokenHeader header = header(authorization);
        scheme = taken.asksForProofs() ? scheme : header.scheme();
        verified = judge(header);
      }
      scheme = verified.scheme();
      if (staleAfterChecks(verified.token())) {
        checkAtServer(header(authorization).token(), verified.token());
      }
      if (authorization != null
          && verified != known
          && TokenHeader.usual(authorization, verified.scheme())) {
        recent.keep(authorization, verified);
      }
      return verified;
    } catch (TokenFault e) {
      if (authorization != null) {
        recent.forget(authorization);
      }
      throw tally.refused(new Reason.InvalidToken(e.kind(), scheme));
    }
  }

  /** Whether the very key that it was checked with is still in the key set. */
  private boolean stands(Verified known) {
    Optional<VerificationKey> key = tokenKeys.current().key(known.token().key());
    return key.isPresent() && key.get().equals(known.key());
  }

  private TokenHeader header(@Nullable String authorization) throws TokenRefused {
    try {
      return TokenHeader.read(authorization, new Reason.NoToken(issuer, taken.scheme()));
    } catch (TokenRefused e) {
      throw tally.refused(e.reason());
    }
  }

  private Verified judge(TokenHeader header) throws TokenRefused, TokenFault {
    CompactJws jws = TokenCheck.parse(header.token());
    VerificationKeys keys = tokenKeys.knowing(jws.keyId(), patience);
    if (keys.size() == 0) {
      throw tally.refused(Reason.Unavailable.NO_KEYS);
    }
    AccessToken token = check.checkUnproved(jws, keys);
    checkScheme(token, header.scheme());
    VerificationKey key =
        keys.key(token.key()).orElseThrow(() -> new TokenFault(TokenFault.Kind.UNKNOWN_KEY));
    if (!algorithms.contains(key.algorithm())) {
      throw new TokenFault(TokenFault.Kind.ALGORITHM);
    }
    return new Verified(token, key, BoundToken.of(header.token(), token.binding()), tally);
  }

  /** RFC 9449 7.1 and 7.2: each kind of token has its scheme. */
  private void checkScheme(AccessToken token, TokenScheme scheme) throws TokenFault {
    Binding binding = token.binding();
    if (scheme == TokenScheme.BEARER && binding.scheme() == TokenScheme.DPOP) {
      throw new TokenFault(TokenFault.Kind.BOUND);
    }
    if (scheme != binding.scheme() || !taken.takes(binding)) {
      throw new TokenFault(TokenFault.Kind.UNBOUND);
    }
  }

  /**
   * Checks what changes about a token: its times, and whether it is known to be revoked. Whether
   * the policy wants to know that better.
   */
  private boolean staleAfterChecks(AccessToken token) throws TokenFault {
    Instant now = clock.instant();
    TokenCheck.checkTimes(token, now);
    view.awaitFirst(started + patience.toNanos() - System.nanoTime());
    if (view.refuses(token)) {
      throw new TokenFault(TokenFault.Kind.REVOKED);
    }
    return policy instanceof RevocationPolicy.Strict strict && view.stale(strict.limit(), now);
  }

  /** Goes by what the server says of the token now, in the place of a view that is too old. */
  private void checkAtServer(String token, AccessToken checked) throws TokenRefused, TokenFault {
    Introspector.Outcome outcome =
        introspector.map(each -> each.outcome(token, checked)).orElse(Introspector.Outcome.UNKNOWN);
    switch (outcome) {
      case ACTIVE -> {}
      case INACTIVE -> throw new TokenFault(TokenFault.Kind.INACTIVE);
      // It may well be good: that is for us to find out, and not the caller's fault.
      case UNKNOWN -> throw tally.refused(Reason.Unavailable.STALE_REVOCATIONS);
    }
  }

  /**
   * What the API says of itself (RFC 9728), to be served where it says: the adapters do. Empty
   * where the API's identifier is no http or https address, or has a query.
   */
  public Optional<ApiDescription> description() {
    return description;
  }

  /** How it is doing. */
  public VerifierStatus status() {
    Instant now = clock.instant();
    boolean stale = view.stale(policy.limit(), now);
    return new VerifierStatus(
        stale,
        view.age(now),
        view.size(),
        tokenKeys.current().size(),
        recent.size(),
        tally.acceptedSoFar(),
        tally.refusedSoFar(),
        introspector.map(each -> each.soFar(stale)).orElse(Introspections.NONE));
  }

  private void tick() {
    tokenKeys.refresh();
    feedKeys.refresh();
    boolean starting = System.nanoTime() - started < patience.toNanos();
    VerifierStatus status = status();
    boolean failing = status.introspections().failing();
    boolean same = status.stale() == shownStale && failing == shownFailing;
    if (same || (starting && status.viewAge().isEmpty())) {
      return;
    }
    shownStale = status.stale();
    shownFailing = failing;
    LOG.log(shownStale ? Level.WARNING : Level.INFO, shown());
    try {
      onStaleness.accept(status);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "the staleness call-back failed", e);
    }
  }

  private String shown() {
    if (!shownStale) {
      return "the view of revocations is fresh again";
    }
    if (introspector.isEmpty()) {
      return "the view of revocations is stale: a revoked token may pass or a good one wait";
    }
    return shownFailing
        ? "the view of revocations is stale and the server gives no word on tokens: they wait"
        : "the view of revocations is stale: the server is asked about each token";
  }

  /** Stops following; requests are answered from what is known until then. */
  @Override
  public void close() {
    follower.close();
    introspector.ifPresent(Introspector::close);
    background.shutdownNow();
  }
}
