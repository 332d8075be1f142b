package dev.postern.server.policy;

import dev.postern.protocol.json.JsonValue;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.Credential;
import dev.postern.store.Proof;
import dev.postern.store.Tenant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules of policy, in the order in which they are asked. Whoever decides stops at the first
 * that is broken; whoever explains asks them all.
 */
enum Rule {
  /**
   * The tenant is served still. The registry is live: a tenant that was blocked or made strict
   * since the client was admitted has closed the sessions of its APIs, and no new one may begin
   * behind that.
   */
  TENANT_ACTIVE,
  /** Its profile still takes such credentials. */
  CREDENTIAL_TAKEN,
  /** The profile takes what the API's tokens are signed with. */
  ALGORITHM_TAKEN,
  /** Each scope that is asked for is granted. */
  SCOPE_GRANTED,
  /** There is a scope left to be had. */
  SCOPE_LEFT,
  /** Each claim that is asked for is one of the grant's. */
  CLAIM_ALLOWED,
  /** What API, app and profile demand a token to be bound to is proved. */
  PROOF_SHOWN,
  /** The grant lasts long enough for a token to be born alive. */
  GRANT_LASTS,
  /** So does the credential. */
  CREDENTIAL_LASTS,
  /** So does the word of another issuer, where it was given. */
  WORD_LASTS;

  /** Whether it is kept. */
  boolean kept(Matter matter) {
    Question question = matter.question();
    return switch (this) {
      case TENANT_ACTIVE -> matter.tenant().status() == Tenant.Status.ACTIVE;
      case CREDENTIAL_TAKEN -> {
        @Nullable Credential credential = question.credential();
        yield credential != null && matter.profile().takes(credential);
      }
      case ALGORITHM_TAKEN -> matter.profile().algorithms().contains(question.api().algorithm());
      case SCOPE_GRANTED -> scopesGranted(matter);
      case SCOPE_LEFT -> !matter.wanted().empty();
      case CLAIM_ALLOWED -> claimsAllowed(matter);
      case PROOF_SHOWN -> matter.binding() != null;
      case GRANT_LASTS -> Lifetime.lasts(question.grant().expiresAt(), matter.now());
      case CREDENTIAL_LASTS -> {
        @Nullable Credential credential = question.credential();
        yield credential != null && Lifetime.lasts(credential.expiresAt(), matter.now());
      }
      case WORD_LASTS -> Lifetime.lasts(question.provenUntil(), matter.now());
    };
  }

  private static boolean scopesGranted(Matter matter) {
    for (String scope : matter.wanted()) {
      if (!matter.grants(scope)) {
        return false;
      }
    }
    return true;
  }

  private static boolean claimsAllowed(Matter matter) {
    for (Map.Entry<String, JsonValue> claim : matter.question().claims().members().entrySet()) {
      if (!matter.allows(claim.getKey(), claim.getValue())) {
        return false;
      }
    }
    return true;
  }

  /** Why whoever breaks it is refused. */
  TokenReason reason(Matter matter) {
    return switch (this) {
      case TENANT_ACTIVE -> TokenReason.CLIENT_BLOCKED;
      case CREDENTIAL_TAKEN -> TokenReason.CREDENTIAL_NOT_TAKEN;
      case ALGORITHM_TAKEN -> TokenReason.ALGORITHM_NOT_TAKEN;
      case SCOPE_GRANTED -> TokenReason.SCOPE_NOT_GRANTED;
      case SCOPE_LEFT -> TokenReason.NO_SCOPE_LEFT;
      case CLAIM_ALLOWED -> TokenReason.CLAIMS_NOT_ALLOWED;
      case PROOF_SHOWN -> {
        Question question = matter.question();
        boolean wanted =
            question.certificate().isEmpty()
                && (question.api().proof() == Proof.MTLS || question.app().proof() == Proof.MTLS);
        yield wanted ? TokenReason.CERTIFICATE_NOT_SHOWN : TokenReason.POSSESSION_NOT_PROVED;
      }
      case GRANT_LASTS -> TokenReason.TARGET_NOT_GRANTED;
      case CREDENTIAL_LASTS -> TokenReason.CREDENTIAL_EXPIRED;
      case WORD_LASTS -> TokenReason.GRANT_ASSERTION_OUT_OF_TIME;
    };
  }
}
