package dev.postern.verifier;

import dev.postern.protocol.dpop.DpopCheck;
import java.util.LinkedHashMap;
import java.util.Map;

/** A request may not pass. It carries the whole answer and no part of the token. */
public final class TokenRefused extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Reason reason;

  TokenRefused(Reason reason) {
    // Refusing is everyday work: no stack trace.
    super(reason.code(), null, false, false);
    this.reason = reason;
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
   * The headers of the answer: {@code WWW-Authenticate}, {@code DPoP-Nonce} with {@code
   * Cache-Control}, {@code Retry-After}.
   */
  public Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    reason.challenge().ifPresent(value -> headers.put("WWW-Authenticate", value));
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
}
