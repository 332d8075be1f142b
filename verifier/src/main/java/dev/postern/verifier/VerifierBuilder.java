package dev.postern.verifier;

import dev.postern.protocol.Audience;
import dev.postern.protocol.ClientId;
import dev.postern.protocol.Issuer;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.app.AppProof;
import dev.postern.protocol.app.CredentialFile;
import dev.postern.protocol.dpop.TargetUri;
import dev.postern.protocol.resource.ResourceMetadata;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.protocol.token.SigningKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocketFactory;

/** The choices there are about a {@link Verifier}; none has to be made. */
public final class VerifierBuilder {

  private static final Pattern ORIGIN = Pattern.compile("(?i:https?)://[^/?#]+");

  final Issuer issuer;
  final Audience audience;
  RevocationPolicy policy = RevocationPolicy.BEST_EFFORT;
  Optional<AppProof> app = Optional.empty();
  Clock clock = Clock.systemUTC();
  Duration timeout = Duration.ofSeconds(5);
  Duration silence = Duration.ofSeconds(5);
  Duration patience = Duration.ofSeconds(2);
  int cachedTokens = 10_000;
  Scopes scopes = Scopes.none();
  private Taken taken = Taken.EVERY;
  private boolean fapi2;
  boolean nonceDemanded;
  private final List<String> externalUrls = new ArrayList<>();
  Consumer<VerifierStatus> onStaleness = status -> {};
  SSLSocketFactory tls = (SSLSocketFactory) SSLSocketFactory.getDefault();

  VerifierBuilder(Issuer issuer, Audience audience) {
    this.issuer = issuer;
    this.audience = audience;
  }

  /** What to do while it is not known what was revoked lately; best effort unless chosen. */
  public VerifierBuilder policy(RevocationPolicy chosen) {
    policy = chosen;
    return this;
  }

  /**
   * The API's own app, by its client id and its secret: an app whose {@code acts_for} names this
   * API. With a strict policy the verifier asks the server about a token as this app while the view
   * of revocations is stale (RFC 7662). To an app that does not act for the API every token is
   * inactive.
   *
   * @throws IllegalArgumentException where {@code clientId} is none, or {@code secret} is empty or
   *     longer than 1,024 characters
   */
  public VerifierBuilder credentials(String clientId, String secret) {
    app = Optional.of(AppProof.secret(new ClientId(clientId), secret));
    return this;
  }

  /**
   * The same by its private key ({@code private_key_jwt}, RFC 7523 section 2.2).
   *
   * @throws IllegalArgumentException where {@code clientId} is none
   */
  public VerifierBuilder credentials(String clientId, SigningKey key) {
    app = Optional.of(AppProof.key(new ClientId(clientId), key));
    return this;
  }

  /**
   * The same by the file that {@code postern app create --out} writes.
   *
   * @throws IOException where the file cannot be read, is no credential, or is another issuer's
   */
  public VerifierBuilder credential(Path file) throws IOException {
    CredentialFile read = CredentialFile.read(file);
    if (!read.issuer().equals(issuer)) {
      throw new IOException(file + " is a credential at another issuer");
    }
    app = Optional.of(read.proof());
    return this;
  }

  /** The clock that tokens are held to; the system's unless chosen. */
  public VerifierBuilder clock(Clock chosen) {
    clock = chosen;
    return this;
  }

  /** How long fetching metadata or a key set may take as a whole; 5 s unless chosen. */
  public VerifierBuilder timeout(Duration chosen) {
    timeout = positive(chosen);
    return this;
  }

  /** How long the feed may be silent before it is connected to again; 5 s unless chosen. */
  public VerifierBuilder silence(Duration chosen) {
    silence = positive(chosen);
    return this;
  }

  /**
   * How long a request may wait for a key that is not known yet, for the server's word on its
   * token, and after the start for the first view of revocations; 2 s unless chosen.
   */
  public VerifierBuilder patience(Duration chosen) {
    patience = positive(chosen);
    return this;
  }

  /** How many verified tokens are remembered; 10,000 unless chosen. */
  public VerifierBuilder cachedTokens(int chosen) {
    if (chosen < 2) {
      throw new IllegalArgumentException("at least two tokens are remembered");
    }
    cachedTokens = chosen;
    return this;
  }

  /**
   * The scopes that the API knows, for its description to tell clients what they may ask for;
   * unless chosen, it says nothing of scopes.
   *
   * @throws IllegalArgumentException where one is no scope
   */
  public VerifierBuilder scopes(String... known) {
    scopes = Scopes.of(known);
    return this;
  }

  /** What the API says of itself, where there is a place for that. */
  Optional<ApiDescription> description() {
    ResourceMetadata metadata =
        new ResourceMetadata(
            audience, List.of(issuer), scopes, taken().demandsKeys(), taken().wantsCertificates());
    return ResourceMetadata.location(audience).map(at -> new ApiDescription(metadata, at));
  }

  /**
   * Where the world reaches the API: proofs of possession are made for an address that starts so,
   * with the path of the request behind it. Each call names one more, as a scheme, a host, a port
   * if need be and the part of the path that the API itself does not see. Unless chosen it is the
   * scheme and host of the API's identifier, where that is an http or https address; no header of a
   * request changes it.
   *
   * @throws IllegalArgumentException where that is no http or https address
   */
  public VerifierBuilder externalUrl(String url) {
    if (TargetUri.parse(url).isEmpty() || url.indexOf('?') >= 0 || url.indexOf('#') >= 0) {
      throw new IllegalArgumentException("an external URL is http or https, without a query");
    }
    externalUrls.add(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
    return this;
  }

  /**
   * Takes no token that is not bound to a key; unless chosen, it is the client who decides. With
   * {@link #requireMtls} either will do.
   */
  public VerifierBuilder requireDpop() {
    taken = taken.orToAKey();
    return this;
  }

  /**
   * Takes no token that is not bound to a certificate (RFC 8705), which the request must show;
   * unless chosen, it is the client who decides. With {@link #requireDpop} either will do.
   */
  public VerifierBuilder requireMtls() {
    taken = taken.orToACertificate();
    return this;
  }

  /**
   * Keeps to the FAPI 2.0 Security Profile (sections 5.3.4 and 5.4.1): takes no token that is not
   * bound to a key or a certificate, and neither tokens nor proofs that are signed by another
   * algorithm than PS256, ES256 or EdDSA. With {@link #requireDpop} or {@link #requireMtls} the one
   * will do and not the other.
   */
  public VerifierBuilder fapi2() {
    fapi2 = true;
    return this;
  }

  /** Which tokens are taken, by all that was chosen, in whatever order. */
  Taken taken() {
    return fapi2 ? taken.bound() : taken;
  }

  /** What tokens and proofs may be signed with. */
  Set<SignatureAlgorithm> algorithms() {
    return fapi2 ? SignatureAlgorithm.FAPI2 : SignatureAlgorithm.ALL;
  }

  /**
   * Demands that proofs carry a nonce of this verifier's (RFC 9449 section 9), which supplies one
   * with each refusal. Verifiers do not take each other's, so that the same client should come to
   * the same process.
   */
  public VerifierBuilder requireDpopNonce() {
    nonceDemanded = true;
    return this;
  }

  /** What the addresses of proofs start with. */
  List<String> roots() {
    if (!externalUrls.isEmpty()) {
      return List.copyOf(externalUrls);
    }
    Matcher origin = ORIGIN.matcher(audience.text());
    return origin.lookingAt() ? List.of(origin.group()) : List.of();
  }

  /**
   * Is told, on a thread of the verifier's, when the view becomes stale and when fresh again, and
   * while it is stale when the server ceases to answer about tokens and when it does so again.
   */
  public VerifierBuilder onStaleness(Consumer<VerifierStatus> chosen) {
    onStaleness = chosen;
    return this;
  }

  /** How TLS is done: whom to trust; the Java platform's way unless chosen. */
  public VerifierBuilder tls(SSLSocketFactory chosen) {
    tls = chosen;
    return this;
  }

  /**
   * Makes the verifier and starts fetching in the background.
   *
   * @throws IllegalStateException where proofs are demanded and it is not known for which address,
   *     or credentials were given that nothing is done with
   */
  public Verifier build() {
    if (app.isPresent() && !(policy instanceof RevocationPolicy.Strict)) {
      throw new IllegalStateException("credentials go with a strict policy");
    }
    if (taken().asksForProofs() && roots().isEmpty()) {
      throw new IllegalStateException("requireDpop() and fapi2() go with externalUrl()");
    }
    return new Verifier(this).start();
  }

  private static Duration positive(Duration time) {
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException("a time-out is more than nothing");
    }
    return time;
  }
}
