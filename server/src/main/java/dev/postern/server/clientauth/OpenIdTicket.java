package dev.postern.server.clientauth;

import dev.postern.store.OpenIdCredential;
import dev.postern.store.TenantName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What whom the OpenID provider vouched for shows the token endpoint, once and within a minute: who
 * he is, and a stamp about that.
 *
 * @param clientId whose it is
 * @param credential by which of his credentials
 * @param version which version of it, so that what an administrator changes of what they may do is
 *     not passed by one from before
 * @param stamp the stamp
 */
record OpenIdTicket(String clientId, String credential, String version, String stamp) {

  private static final int LIMIT = 512;
  private static final int PARTS = 4;

  /** A new one for whom {@code credential} is of. */
  static String make(
      Pepper pepper,
      TenantName tenant,
      OpenIdCredential credential,
      Instant now,
      RandomGenerator random) {
    OpenIdTicket about =
        new OpenIdTicket(
            credential.clientId().text(),
            credential.id().text(),
            Long.toString(credential.version()),
            "");
    return about.matter() + "." + Stamp.make(pepper, about.use(tenant), now, random).text();
  }

  /** The ticket that {@code text} says it is; nothing in it is checked. */
  static Optional<OpenIdTicket> parse(String text) {
    if (text.length() > LIMIT || text.indexOf('\0') >= 0) {
      return Optional.empty();
    }
    List<String> parts = List.of(text.split("\\.", -1));
    return parts.size() == PARTS
        ? Optional.of(new OpenIdTicket(parts.get(0), parts.get(1), parts.get(2), parts.get(3)))
        : Optional.empty();
  }

  /** Its stamp, where it is good for this. */
  Optional<Stamp> good(Pepper pepper, TenantName tenant, Instant now) {
    return Stamp.read(pepper, use(tenant), stamp, now);
  }

  /** Whether nothing was said of {@code present} since; for one whose stamp is good. */
  boolean asOf(OpenIdCredential present) {
    return present.id().text().equals(credential) && present.version() <= Long.parseLong(version);
  }

  private Stamp.Use use(TenantName tenant) {
    return new Stamp.Use(Stamp.Purpose.OPENID_TICKET, tenant, matter());
  }

  private String matter() {
    return clientId + "." + credential + "." + version;
  }

  /** Whose it says that it is. */
  @Override
  public String toString() {
    return "OpenIdTicket[of " + clientId + "]";
  }
}
