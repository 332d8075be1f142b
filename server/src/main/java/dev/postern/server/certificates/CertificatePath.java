package dev.postern.server.certificates;

import dev.postern.protocol.token.PublicJwk;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorResult;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The check of a client's certificate by authorities (RFC 5280 section 6): signatures, names,
 * dates, lengths of paths, what the authorities' keys are for, and what only they may limit. No
 * revocation list is fetched, and nobody is asked.
 *
 * <p>What the client sent is taken in its order, the one above behind the one below (RFC 5246
 * section 7.4.2), up to the first that an authority signed: there is no search that a chain could
 * be made to draw out.
 *
 * @param from the first instant at which the path stands
 * @param until the last
 */
record CertificatePath(Instant from, Instant until) {

  /** RFC 5280 4.2.1.12. */
  private static final Set<String> CLIENT =
      Set.of("1.3.6.1.5.5.7.3.2", "2.5.29.37.0"); // clientAuth, anyExtendedKeyUsage

  /** What certificates may be signed by: neither MD5 nor SHA-1, nor what nobody here checks. */
  private static final Set<String> ALGORITHMS =
      Set.of(
          "SHA256withRSA",
          "SHA384withRSA",
          "SHA512withRSA",
          "SHA256withECDSA",
          "SHA384withECDSA",
          "SHA512withECDSA",
          "EdDSA",
          "Ed25519");

  private static final String ALTERNATIVE_NAMES = "2.5.29.17";
  private static final String NAME_CONSTRAINTS = "2.5.29.30";

  /** Each of these multiplies the tree of policies that the JDK builds, without a limit. */
  private static final String POLICY_MAPPINGS = "2.5.29.33";

  /** What an authority that is trusted itself would say to nobody: its policies' constraints. */
  private static final Set<String> UNAPPLIED = Set.of(POLICY_MAPPINGS, "2.5.29.36", "2.5.29.54");

  /** More than anybody's client has; each is kept for as long as the chain is known. */
  private static final int MOST_NAMES = 100;

  private static final int DIGITAL_SIGNATURE = 0;
  private static final int KEY_CERT_SIGN = 5;

  /**
   * The path from a client's certificate to one of the authorities, or empty.
   *
   * @param chain what the client sent, its own certificate first
   */
  static Optional<CertificatePath> find(
      List<X509Certificate> chain, List<X509Certificate> authorities, Instant now) {
    if (!client(chain.getFirst())) {
      return Optional.empty();
    }
    for (int length = 1; length <= chain.size(); length++) {
      List<X509Certificate> path = chain.subList(0, length);
      if (!strong(path.getLast()) || !forClients(path.getLast()) || !legible(path.getLast())) {
        return Optional.empty();
      }
      for (X509Certificate authority : authorities) {
        if (signed(path, authority, now)) {
          return Optional.of(lasting(path, authority));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Whether it can be a client's: no authority's, and for signing in TLS by a client, if it says.
   */
  private static boolean client(X509Certificate certificate) {
    boolean @Nullable [] usage = certificate.getKeyUsage();
    return certificate.getBasicConstraints() < 0
        // RFC 8446 4.4.2.2: the digitalSignature bit, where there are such bits.
        && (usage == null || usage[DIGITAL_SIGNATURE])
        && forClients(certificate)
        && named(certificate);
  }

  /**
   * Whether all its names can be read: of a certificate with one that cannot, the JDK sees none,
   * and holds it to no constraint (RFC 5280 section 4.2.1.10).
   */
  private static boolean named(X509Certificate certificate) {
    if (certificate.getExtensionValue(ALTERNATIVE_NAMES) == null) {
      return true;
    }
    try {
      @Nullable Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names != null && !names.isEmpty() && names.size() <= MOST_NAMES;
    } catch (CertificateParsingException e) {
      return false;
    }
  }

  /** Whether what it says of others is said so that it counts, and without an end to the work. */
  private static boolean legible(X509Certificate certificate) {
    boolean limits = certificate.getExtensionValue(NAME_CONSTRAINTS) != null;
    @Nullable Set<String> critical = certificate.getCriticalExtensionOIDs();
    return certificate.getExtensionValue(POLICY_MAPPINGS) == null
        // RFC 5280 4.2.1.10: critical always; the JDK passes over one that it cannot read if not.
        && (!limits || (critical != null && critical.contains(NAME_CONSTRAINTS)));
  }

  /**
   * Whether it is for clients, if it says (RFC 5280 4.2.1.12). An authority's limits what it may
   * sign, as everybody has it but the standard: one that is for servers alone makes no client.
   */
  private static boolean forClients(X509Certificate certificate) {
    try {
      @Nullable List<String> extended = certificate.getExtendedKeyUsage();
      return extended == null || extended.stream().anyMatch(CLIENT::contains);
    } catch (CertificateParsingException e) {
      return false;
    }
  }

  private static boolean strong(X509Certificate certificate) {
    return ALGORITHMS.contains(certificate.getSigAlgName())
        && PublicJwk.takes(certificate.getPublicKey());
  }

  private static boolean signed(
      List<X509Certificate> path, X509Certificate authority, Instant now) {
    boolean fits =
        path.getLast().getIssuerX500Principal().equals(authority.getSubjectX500Principal())
            && !now.isBefore(authority.getNotBefore().toInstant())
            && !now.isAfter(authority.getNotAfter().toInstant())
            && between(path) <= authority.getBasicConstraints();
    if (!fits) {
      return false;
    }
    try {
      CertPath whole = CertificateFactory.getInstance("X.509").generateCertPath(path);
      PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(authority, null)));
      parameters.setRevocationEnabled(false);
      parameters.setPolicyMappingInhibited(true);
      parameters.setDate(Date.from(now));
      CertPathValidatorResult _ = CertPathValidator.getInstance("PKIX").validate(whole, parameters);
      return true;
    } catch (CertPathValidatorException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform checks certificates", e);
    }
  }

  /** How many authorities stand between, those apart that only changed their key (RFC 5280 6.1). */
  private static long between(List<X509Certificate> path) {
    return path.stream()
        .skip(1)
        .filter(each -> !each.getSubjectX500Principal().equals(each.getIssuerX500Principal()))
        .count();
  }

  private static CertificatePath lasting(List<X509Certificate> path, X509Certificate authority) {
    List<X509Certificate> all = new ArrayList<>(path);
    all.add(authority);
    Instant from = Instant.MIN;
    Instant until = Instant.MAX;
    for (X509Certificate each : all) {
      Instant begins = each.getNotBefore().toInstant();
      Instant ends = each.getNotAfter().toInstant();
      from = begins.isAfter(from) ? begins : from;
      until = ends.isBefore(until) ? ends : until;
    }
    return new CertificatePath(from, until);
  }

  /** Why a certificate cannot be an authority's here, in words that repeat nothing of it. */
  static Optional<String> unfit(X509Certificate certificate, Instant now) {
    boolean @Nullable [] usage = certificate.getKeyUsage();
    // RFC 5280 4.2.1.9 and 4.2.1.3
    if (certificate.getBasicConstraints() < 0 || (usage != null && !usage[KEY_CERT_SIGN])) {
      return Optional.of("is not the certificate of an authority, which may sign others");
    }
    if (!forClients(certificate)) {
      return Optional.of("is for other purposes than the certificates of clients");
    }
    if (!strong(certificate)) {
      return Optional.of(
          "has a key or signature that is not taken: RSA of 2,048 to 4,096 bits, P-256, P-384 or"
              + " Ed25519, with SHA-256 or better");
    }
    if (now.isAfter(certificate.getNotAfter().toInstant())) {
      return Optional.of("has expired");
    }
    // RFC 5280 6.1.1 leaves it to us whether those of the anchor count; ours would not see them.
    if (certificate.getExtensionValue(NAME_CONSTRAINTS) != null) {
      return Optional.of("has name constraints, which are not applied where it is trusted itself");
    }
    @Nullable Set<String> critical = certificate.getCriticalExtensionOIDs();
    if (certificate.hasUnsupportedCriticalExtension()
        || (critical != null && critical.stream().anyMatch(UNAPPLIED::contains))) {
      return Optional.of("has a critical extension that is not applied where it is trusted itself");
    }
    return Optional.empty();
  }

  /** Why a certificate cannot prove an app by itself. */
  static Optional<String> unusable(X509Certificate certificate, Instant now) {
    if (!PublicJwk.takes(certificate.getPublicKey())) {
      return Optional.of(
          "has a key that is not taken: RSA of 2,048 to 4,096 bits, P-256, P-384 or Ed25519");
    }
    return now.isAfter(certificate.getNotAfter().toInstant())
        ? Optional.of("has expired")
        : Optional.empty();
  }

  /** The certificates that authorities are kept as. */
  static List<X509Certificate> read(List<String> pems) throws CertificateException {
    List<X509Certificate> all = new ArrayList<>();
    for (String each : pems) {
      all.add(Pem.read(each).orElseThrow(() -> new CertificateException("a kept one is none")));
    }
    return all;
  }
}
