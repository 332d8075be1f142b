package dev.postern.server.certificates;

import dev.postern.store.AcceptedCertificate;
import java.util.Optional;

/** What the authorities of a tenant say of a certificate: under which names they issued it. */
public final class Vouched {

  static final Vouched BY_NOBODY = new Vouched(Optional.empty());

  private final Optional<CertificateNames> names;

  private Vouched(Optional<CertificateNames> names) {
    this.names = names;
  }

  static Vouched under(CertificateNames names) {
    return new Vouched(Optional.of(names));
  }

  /** Whether one of them issued it under that name. */
  public boolean under(AcceptedCertificate.Named named) {
    return names.filter(each -> each.has(named)).isPresent();
  }

  boolean nobody() {
    return names.isEmpty();
  }
}
