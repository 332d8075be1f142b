package dev.postern.server.clientauth;

import java.net.InetAddress;

/** What a client offers to prove who it is: the closed set of methods that Postern knows. */
public sealed interface ClientProof permits SecretProof, AssertionProof, CertificateProof {

  /** The network address that it comes from. */
  InetAddress from();

  /**
   * Whether it was sent in a form, as the standards have it, and not in JSON, which is our addition
   * to them.
   */
  boolean form();
}
