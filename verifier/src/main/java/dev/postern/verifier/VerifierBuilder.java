package dev.postern.verifier;

import dev.postern.protocol.Audience;
import dev.postern.protocol.Issuer;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocketFactory;

/** The choices there are about a {@link Verifier}; none has to be made. */
public final class VerifierBuilder {

  final Issuer issuer;
  final Audience audience;
  RevocationPolicy policy = RevocationPolicy.BEST_EFFORT;
  Clock clock = Clock.systemUTC();
  Duration timeout = Duration.ofSeconds(5);
  Duration silence = Duration.ofSeconds(5);
  Duration patience = Duration.ofSeconds(2);
  int cachedTokens = 10_000;
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
   * How long a request may wait for a key that is not known yet, and after the start for the first
   * view of revocations; 2 s unless chosen.
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

  /** Is told, on a thread of the verifier's, when the view becomes stale and when fresh again. */
  public VerifierBuilder onStaleness(Consumer<VerifierStatus> chosen) {
    onStaleness = chosen;
    return this;
  }

  /** How TLS is done: whom to trust; the Java platform's way unless chosen. */
  public VerifierBuilder tls(SSLSocketFactory chosen) {
    tls = chosen;
    return this;
  }

  /** Makes the verifier and starts fetching in the background. */
  public Verifier build() {
    return new Verifier(this).start();
  }

  private static Duration positive(Duration time) {
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException("a time-out is more than nothing");
    }
    return time;
  }
}
