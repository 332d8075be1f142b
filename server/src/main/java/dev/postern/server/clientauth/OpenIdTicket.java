package dev.postern.server.clientauth;

import dev.postern.store.OpenIdCredential;
import dev.postern.store.TenantName;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What whom the OpenID provider vouched for shows the token endpoint, once and within a minute: who
 * he is, and a stamp about that.
 *
 * @param clientId whose it is
 * @param credential by which of his credentials
 * @param stamp the stamp
 */
record OpenIdTicket(String clientId, String credential, String stamp) {

  private static final int LIMIT = 512;

  /** A new one for whom {@code credential} is of. */
  static String make(
      Pepper pepper,
      TenantName tenant,
      OpenIdCredential credential,
      Instant now,
      RandomGenerator random) {
    OpenIdTicket about = new OpenIdTicket(credential.clientId().text(), credential.id().text(), "");
    return about.matter() + "." + Stamp.make(pepper, about.use(tenant), now, random).text();
  }

  /** The ticket that {@code text} says it is; nothing in it is checked. */
  static Optional<OpenIdTicket> parse(String text) {
    int last = text.lastIndexOf('.');
    int middle = last < 0 ? -1 : text.lastIndexOf('.', last - 1);
    return middle < 0 || text.length() > LIMIT || text.indexOf('\0') >= 0
        ? Optional.empty()
        : Optional.of(
            new OpenIdTicket(
                text.substring(0, middle),
                text.substring(middle + 1, last),
                text.substring(last + 1)));
  }

  /** Its stamp, where it is good for this. */
  Optional<Stamp> good(Pepper pepper, TenantName tenant, Instant now) {
    return Stamp.read(pepper, use(tenant), stamp, now);
  }

  private Stamp.Use use(TenantName tenant) {
    return new Stamp.Use(Stamp.Purpose.OPENID_TICKET, tenant, matter());
  }

  private String matter() {
    return clientId + "." + credential;
  }

  /** Whose it says that it is. */
  @Override
  public String toString() {
    return "OpenIdTicket[of " + clientId + "]";
  }
}
