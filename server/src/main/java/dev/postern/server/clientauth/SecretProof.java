package dev.postern.server.clientauth;

import java.net.InetAddress;

/**
 * A client id and a secret, by the Authorization header or in the body (RFC 6749 section 2.3.1).
 * Both are as they were sent, decoded; nothing in them has been checked.
 */
public final class SecretProof implements ClientProof {

  private final String clientId;
  private final String secret;
  private final InetAddress from;
  private final boolean form;

  /**
   * A proof by secret.
   *
   * @param from where it comes from
   * @param form whether it was sent in a form, or beside one
   */
  public SecretProof(String clientId, String secret, InetAddress from, boolean form) {
    this.clientId = clientId;
    this.secret = secret;
    this.from = from;
    this.form = form;
  }

  /** A proof by secret that was sent in a form, or beside one. */
  public SecretProof(String clientId, String secret, InetAddress from) {
    this(clientId, secret, from, true);
  }

  String clientId() {
    return clientId;
  }

  @Override
  public InetAddress from() {
    return from;
  }

  @Override
  public boolean form() {
    return form;
  }

  String secret() {
    return secret;
  }

  @Override
  public String toString() {
    return "SecretProof[hidden]";
  }
}
