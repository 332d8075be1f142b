package dev.postern.server.clientauth;

import dev.postern.store.TenantName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Somebody's way to the OpenID provider and back. Nothing of it is kept: his browser holds the
 * stamp, in a cookie that goes nowhere else, and all that has to be known again is made of it under
 * the pepper. So the verifier never leaves this server, and what the provider and the address bar
 * see, which is the state, opens nothing without the cookie.
 *
 * @param stamp what the browser holds
 * @param anew whether the provider is to ask anew who it is
 * @param state what comes back in the address (RFC 6749 section 10.12)
 * @param nonce what comes back in the ID token (OpenID Connect Core section 3.1.2.1)
 * @param verifier what the provider gives nothing without (RFC 7636 section 4.1)
 */
public record OpenIdFlow(Stamp stamp, boolean anew, String state, String nonce, String verifier) {

  /** A new one. */
  public static OpenIdFlow make(
      Pepper pepper, TenantName tenant, boolean anew, Instant now, RandomGenerator random) {
    return of(pepper, Stamp.make(pepper, use(tenant, anew), now, random), anew);
  }

  /** The flow whose stamp is {@code text}; empty where it was not begun here, or is over. */
  public static Optional<OpenIdFlow> read(
      Pepper pepper, TenantName tenant, String text, Instant now) {
    for (boolean anew : new boolean[] {false, true}) {
      Optional<Stamp> stamp = Stamp.read(pepper, use(tenant, anew), text, now);
      if (stamp.isPresent()) {
        return Optional.of(of(pepper, stamp.get(), anew));
      }
    }
    return Optional.empty();
  }

  private static Stamp.Use use(TenantName tenant, boolean anew) {
    return new Stamp.Use(anew ? Stamp.Purpose.OPENID_ANEW : Stamp.Purpose.OPENID, tenant);
  }

  private static OpenIdFlow of(Pepper pepper, Stamp stamp, boolean anew) {
    return new OpenIdFlow(
        stamp,
        anew,
        derived(pepper, "state", stamp),
        derived(pepper, "nonce", stamp),
        derived(pepper, "verifier", stamp));
  }

  private static String derived(Pepper pepper, String what, Stamp stamp) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(
            pepper.tag(
                ("openid " + what + '\0' + stamp.text()).getBytes(StandardCharsets.US_ASCII)));
  }

  /** Nothing of what it hides. */
  @Override
  public String toString() {
    return "OpenIdFlow[" + stamp.madeAt() + "]";
  }
}
