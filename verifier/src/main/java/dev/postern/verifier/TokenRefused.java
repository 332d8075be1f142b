package dev.postern.verifier;

import dev.postern.protocol.dpop.DpopChallenge;
import dev.postern.protocol.dpop.DpopCheck;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A request may not pass. It carries the whole answer and no part of the token. */
public final class TokenRefused extends Exception {

  private static final long serialVersionUID = 1L;

  private static final String OFFER = ", " + DpopChallenge.offer();

  private final transient Reason reason;
  private final transient Optional<URI> metadata;

  TokenRefused(Reason reason) {
    this(reason, Optional.empty());
  }

  /**
   * A refusal.
   *
   * @param metadata where the API says what it wants, if it does
   */
  TokenRefused(Reason reason, Optional<URI> metadata) {
    // Refusing is everyday work: no stack trace.
    super(reason.code(), null, false, false);
    this.reason = reason;
    this.metadata = metadata;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }

  /** {@link Reason#code()}. */
  public String code() {
    return reason.code();
  }

  /** The HTTP status of the answer: 400, 401, 403 or 503. */
  public int status() {
    return reason.status();
  }

  /**
   * The headers of the answer: {@code WWW-Authenticate}, which names the API's metadata (RFC 9728
   * section 5.1), {@code DPoP-Nonce} with {@code Cache-Control}, {@code Retry-After}.
   */
  public Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    reason.challenge().map(this::naming).ifPresent(all -> headers.put("WWW-Authenticate", all));
    reason
        .nonce()
        .ifPresent(value -> {
          headers.put(DpopCheck.NONCE_HEADER, value);
          // RFC 9449 8.2: nobody else is to be given it, nor this one again.
          headers.put("Cache-Control", "no-store");
        });
    reason
        .retryAfter()
        .ifPresent(time -> headers.put("Retry-After", Long.toString(time.toSeconds())));
    return headers;
  }

  /** RFC 9728 5.1: in the first challenge, where another scheme is offered behind it. */
  private String naming(String challenge) {
    if (metadata.isEmpty()) {
      return challenge;
    }
    String named = ", resource_metadata=\"" + metadata.get() + '"';
    return challenge.endsWith(OFFER)
        ? challenge.substring(0, challenge.length() - OFFER.length()) + named + OFFER
        : challenge + named;
  }
}
