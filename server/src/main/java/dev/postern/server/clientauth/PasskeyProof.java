package dev.postern.server.clientauth;

import dev.postern.protocol.json.JsonFault;
import java.net.InetAddress;
import java.util.Optional;

/**
 * The answer of a person's passkey to a challenge of ours (W3C Web Authentication section 5.2.2),
 * as it was sent; nothing in it has been checked. That it comes where clients send assertions is
 * our addition to RFC 7521 section 4.2.
 */
public final class PasskeyProof implements ClientProof {

  /** The {@code client_assertion_type}. */
  public static final String TYPE = "urn:postern:client-assertion-type:passkey";

  /** The longest answer that is looked at, in characters. */
  static final int LIMIT = 16 * 1024;

  private final Optional<String> clientId;
  private final String assertion;
  private final InetAddress from;
  private final boolean form;

  /**
   * A proof by passkey.
   *
   * @param clientId the parameter {@code client_id} where it was sent: it must say the same
   * @param assertion AuthenticationResponseJSON in base64url
   * @param from where it comes from
   * @param form whether it was sent in a form
   */
  public PasskeyProof(Optional<String> clientId, String assertion, InetAddress from, boolean form) {
    this.clientId = clientId;
    this.assertion = assertion;
    this.from = from;
    this.form = form;
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
    if (clientId.isPresent()) {
      return clientId;
    }
    try {
      return PasskeyAnswer.parse(assertion).userHandle();
    } catch (JsonFault unreadable) {
      return Optional.empty();
    }
  }

  String assertion() {
    return assertion;
  }

  @Override
  public String toString() {
    return "PasskeyProof[hidden]";
  }
}
