package dev.postern.server.admin;

import dev.postern.server.refusal.AdminReason;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.CertificateCredential;
import dev.postern.store.Credential;
import dev.postern.store.FederatedCredential;
import dev.postern.store.ImportedCredential;
import dev.postern.store.KeyCredential;
import dev.postern.store.KeySetCredential;
import java.util.List;

/** How many credentials of which kinds an app may have at once, and which go together. */
final class CredentialLimits {

  /** How many credentials an app may have at once. */
  static final int MOST = 20;

  /** How many of them may be certificates. */
  private static final int MOST_CERTIFICATES = 16;

  /** How many of them may be keys. */
  private static final int MOST_KEYS = 16;

  /** How many URLs of keys it may have: one, and another that takes its place. */
  private static final int MOST_KEY_SETS = 2;

  /**
   * How many of them may be imported secrets: each costs a slow check by who knows the app's id.
   */
  private static final int MOST_IMPORTED = 2;

  /** How many for one principal: one, and another by other keys that takes its place. */
  private static final int MOST_OF_PRINCIPAL = 2;

  private CredentialLimits() {}

  /** What an app has already may leave no room for another, or not for this one. */
  static void check(List<Credential> present, NewCredential wanted) throws Refusal {
    if (present.size() >= MOST) {
      throw full();
    }
    People.requireKind(present, wanted);
    switch (wanted) {
      case NewCredential.Secret _ -> {}
      case NewCredential.Imported added -> checkRoom(present, added);
      case NewCredential.Key added -> checkRoom(present, added);
      case NewCredential.KeySet added -> checkRoom(present, added);
      case NewCredential.Certificate added -> checkRoom(present, added);
      case NewCredential.Federated added -> checkRoom(present, added);
      case NewCredential.Invitation _ -> {}
    }
  }

  private static void checkRoom(List<Credential> present, NewCredential.Certificate added)
      throws Refusal {
    int certificates = 0;
    for (Credential each : present) {
      if (each instanceof CertificateCredential certificate) {
        certificates++;
        if (certificate.accepted().equals(added.accepted())) {
          throw conflict("The app has this certificate, or this name, already.");
        }
      }
    }
    if (certificates >= MOST_CERTIFICATES) {
      throw conflict("An app has at most 16 certificates.");
    }
  }

  private static void checkRoom(List<Credential> present, NewCredential.Federated added)
      throws Refusal {
    int ofPrincipal = 0;
    for (Credential each : present) {
      if (each instanceof FederatedCredential other
          && other.trust().principal().equals(added.trust().principal())) {
        ofPrincipal++;
        if (other.trust().keys().equals(added.trust().keys())) {
          throw conflict("The app has this federated credential already.");
        }
      }
    }
    if (ofPrincipal >= MOST_OF_PRINCIPAL) {
      throw conflict("An app has at most 2 federated credentials for one issuer and subject.");
    }
  }

  private static void checkRoom(List<Credential> present, NewCredential.Imported added)
      throws Refusal {
    int imported = 0;
    for (Credential each : present) {
      if (each instanceof ImportedCredential other) {
        imported++;
        if (other.secretHash().equals(added.hash())) {
          throw conflict("The app has this hash already.");
        }
      }
    }
    if (imported >= MOST_IMPORTED) {
      throw conflict("An app has at most 2 imported secrets that are not hashed anew yet.");
    }
  }

  private static void checkRoom(List<Credential> present, NewCredential.KeySet added)
      throws Refusal {
    int sets = 0;
    for (Credential each : present) {
      if (each instanceof KeySetCredential set) {
        sets++;
        if (set.url().equals(added.url())) {
          throw conflict("The app has this jwks_uri already.");
        }
      }
    }
    if (sets >= MOST_KEY_SETS) {
      throw conflict("An app has at most 2 key sets by URL.");
    }
  }

  private static void checkRoom(List<Credential> present, NewCredential.Key added) throws Refusal {
    int keys = 0;
    for (Credential each : present) {
      if (each instanceof KeyCredential key) {
        keys++;
        if (key.key().thumbprint().equals(added.key().thumbprint())) {
          throw conflict("The app has this key already.");
        }
        if (key.key().id().equals(added.key().id())) {
          throw conflict("The app has another key of this kid.");
        }
      }
    }
    if (keys >= MOST_KEYS) {
      throw conflict("An app has at most 16 keys.");
    }
  }

  /** Refuses one more. */
  static Refusal full() {
    return conflict("An app has at most 20 credentials.");
  }

  private static Refusal conflict(String detail) {
    return new Refusal(new AdminReason.Conflict(detail));
  }
}
