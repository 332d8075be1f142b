package dev.postern.server.clientauth;

import java.net.InetAddress;
import java.util.Optional;

/**
 * A signed assertion of the client's (RFC 7523 section 2.2), as it was sent; nothing in it has been
 * checked.
 */
public final class AssertionProof implements ClientProof {

  /** The one {@code client_assertion_type} that is known. */
  public static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  /** The longest assertion that is looked at, in characters. */
  static final int LIMIT = 8 * 1024;

  private final Optional<String> clientId;
  private final String assertion;
  private final InetAddress from;
  private final boolean form;

  /**
   * A proof by assertion.
   *
   * @param clientId the parameter {@code client_id} where it was sent: it must say the same
   * @param assertion the JWT
   * @param from where it comes from
   * @param form whether it was sent in a form
   */
  public AssertionProof(
      Optional<String> clientId, String assertion, InetAddress from, boolean form) {
    this.clientId = clientId;
    this.assertion = assertion;
    this.from = from;
    this.form = form;
  }

  /** A proof by assertion that was sent in a form. */
  public AssertionProof(Optional<String> clientId, String assertion, InetAddress from) {
    this(clientId, assertion, from, true);
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

  String assertion() {
    return assertion;
  }

  @Override
  public String toString() {
    return "AssertionProof[hidden]";
  }
}
