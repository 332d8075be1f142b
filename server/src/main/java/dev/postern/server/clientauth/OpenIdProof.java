package dev.postern.server.clientauth;

import dev.postern.store.OpenIdCredential;
import dev.postern.store.TenantName;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The ticket of a person whom the OpenID provider vouched for, as it was sent; nothing in it has
 * been checked. That it comes where clients send assertions is our addition to RFC 7521 section
 * 4.2.
 */
public final class OpenIdProof implements ClientProof {

  /** The {@code client_assertion_type}. */
  public static final String TYPE = "urn:postern:client-assertion-type:openid";

  private final Optional<String> clientId;
  private final String ticket;
  private final InetAddress from;
  private final boolean form;

  /**
   * A proof by ticket.
   *
   * @param clientId the parameter {@code client_id} where it was sent: it must say the same
   * @param ticket the ticket
   * @param from where it comes from
   * @param form whether it was sent in a form
   */
  public OpenIdProof(Optional<String> clientId, String ticket, InetAddress from, boolean form) {
    this.clientId = clientId;
    this.ticket = ticket;
    this.from = from;
    this.form = form;
  }

  /** A ticket for whom {@code credential} is of, who is known by it for a minute. */
  public static String ticket(
      Pepper pepper,
      TenantName tenant,
      OpenIdCredential credential,
      Instant now,
      RandomGenerator random) {
    return OpenIdTicket.make(pepper, tenant, credential, now, random);
  }

  @Override
  public InetAddress from() {
    return from;
  }

  @Override
  public boolean form() {
    return form;
  }

  Optional<String> clientId() {
    return clientId;
  }

  /** Whose it says that it is, by the parameter or in itself. */
  Optional<String> named() {
    return clientId.or(() -> OpenIdTicket.parse(ticket).map(OpenIdTicket::clientId));
  }

  String ticket() {
    return ticket;
  }

  @Override
  public String toString() {
    return "OpenIdProof[hidden]";
  }
}
