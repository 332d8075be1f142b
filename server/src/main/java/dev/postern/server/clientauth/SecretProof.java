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

  /** A proof by secret. */
  public SecretProof(String clientId, String secret, InetAddress from) {
    this.clientId = clientId;
    this.secret = secret;
    this.from = from;
  }

  String clientId() {
    return clientId;
  }

  @Override
  public InetAddress from() {
    return from;
  }

  String secret() {
    return secret;
  }

  @Override
  public String toString() {
    return "SecretProof[hidden]";
  }
}
