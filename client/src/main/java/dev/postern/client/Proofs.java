package dev.postern.client;

import dev.postern.protocol.TokenScheme;
import dev.postern.protocol.dpop.ProofKey;
import dev.postern.protocol.token.SigningKey;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The proofs of one client that it holds a key (RFC 9449), with the nonces that were supplied for
 * them: the authorization server's for token requests, each API's own for calls of it (section 9);
 * and its certificate, where it has one.
 *
 * <p>Where no key was chosen there are no proofs until the server demands one; then a key is made
 * in memory, and what is asked for from then on is bound to it.
 */
final class Proofs {

  // RFC 9449 8: nonce = 1*NQCHAR, here within a limit.
  private static final Pattern NONCE = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,512}");
  private static final int APIS = 64;

  private final Optional<SSLContext> certificate;
  private final Clock clock;

  // All guarded by this.
  private @Nullable ProofKey key;
  private Optional<String> serverNonce = Optional.empty();
  private final Map<String, String> apiNonces =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > APIS;
        }
      };

  Proofs(Optional<ProofKey> key, Optional<SSLContext> certificate, Clock clock) {
    this.certificate = certificate;
    this.key = key.orElse(null);
    this.clock = clock;
  }

  /** How a server or an API is called where the client shows a certificate (RFC 8705). */
  Optional<SSLContext> certificate() {
    return certificate;
  }

  /** How tokens are asked for and presented now. */
  synchronized TokenScheme scheme() {
    return key == null ? TokenScheme.BEARER : TokenScheme.DPOP;
  }

  /** The proof for a token request, or empty where none is made. */
  synchronized Optional<String> forToken(URI endpoint) {
    return key == null
        ? Optional.empty()
        : Optional.of(key.proof("POST", endpoint, Optional.empty(), serverNonce, clock.instant()));
  }

  /** The proof for a call with {@code token}, or empty where that is a bearer token. */
  synchronized Optional<String> forCall(String method, URI address, IssuedToken token) {
    if (key == null || token.scheme() == TokenScheme.BEARER) {
      return Optional.empty();
    }
    Optional<String> nonce = Optional.ofNullable(apiNonces.get(origin(address)));
    return Optional.of(
        key.proof(method, address, Optional.of(token.value()), nonce, clock.instant()));
  }

  /**
   * Learns from the answer to a token request.
   *
   * @param error its error code, empty where it has none
   * @param nonce its {@code DPoP-Nonce}
   * @return whether the request, with what was learnt, may succeed where it did not
   */
  synchronized boolean heard(String error, Optional<String> nonce) {
    Optional<String> supplied = sound(nonce);
    boolean fresh = supplied.isPresent() && !supplied.equals(serverNonce);
    if (fresh) {
      serverNonce = supplied;
    }
    if (key == null) {
      // RFC 9449 5.2: the server takes no request without a proof.
      if (error.equals("invalid_dpop_proof")) {
        key = new ProofKey(SigningKey.fresh());
        return true;
      }
      return false;
    }
    return fresh && error.equals("use_dpop_nonce");
  }

  /** Remembers the nonce that an API supplied; whether it is another than before. */
  synchronized boolean supplied(URI address, Optional<String> nonce) {
    Optional<String> supplied = sound(nonce);
    return key != null
        && supplied.isPresent()
        && !supplied.get().equals(apiNonces.put(origin(address), supplied.get()));
  }

  private static Optional<String> sound(Optional<String> nonce) {
    return nonce.filter(text -> NONCE.matcher(text).matches());
  }

  private static String origin(URI address) {
    return address.getScheme() + "://" + address.getRawAuthority();
  }
}
