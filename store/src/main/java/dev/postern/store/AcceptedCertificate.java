package dev.postern.store;

import dev.postern.protocol.token.KnownCertificate;

/** Which certificate proves an app. */
public sealed interface AcceptedCertificate {

  /**
   * This one, whoever signed it (RFC 8705 section 2.2).
   *
   * @param pem the certificate, one block of PEM
   * @param known what it is known again by
   */
  record Itself(String pem, KnownCertificate known) implements AcceptedCertificate {}

  /**
   * Any that an authority of the tenant issued under this name (RFC 8705 section 2.1.2).
   *
   * @param kind where in the certificate the name stands
   * @param value the name, as it was sent
   */
  record Named(Kind kind, String value) implements AcceptedCertificate {}

  /** Where a name stands in a certificate. */
  enum Kind {
    /** Its subject, as RFC 4514 writes it. */
    SUBJECT_DN,
    /** A dNSName among its alternative names. */
    SAN_DNS,
    /** A uniformResourceIdentifier. */
    SAN_URI,
    /** An iPAddress. */
    SAN_IP,
    /** An rfc822Name. */
    SAN_EMAIL
  }
}
