package dev.postern.server.clientauth;

import dev.postern.protocol.ClientId;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.AppEntry;
import dev.postern.store.Credential;
import dev.postern.store.OpenIdCredential;
import dev.postern.store.TenantRegistry;
import java.time.Instant;

/**
 * By a ticket that a person got for the word of the OpenID provider. It is a MAC over few bytes:
 * nobody who does not have one learns anything, and nothing waits.
 */
final class OpenIdAuthentication {

  private final Pepper pepper;
  private final UsedAssertions used;

  OpenIdAuthentication(Pepper pepper, UsedAssertions used) {
    this.pepper = pepper;
    this.used = used;
  }

  Recognized recognize(TenantRegistry tenant, OpenIdProof proof, Instant now) throws Refusal {
    OpenIdTicket ticket =
        OpenIdTicket.parse(proof.ticket()).orElseThrow(() -> new Refusal(TokenReason.PROOF_WRONG));
    // RFC 7521 4.2: the parameter may be left out, and says the same where it is not.
    if (proof.clientId().isPresent() && !proof.clientId().get().equals(ticket.clientId())) {
      throw new Refusal(TokenReason.PROOF_WRONG);
    }
    Stamp stamp =
        ticket
            .good(pepper, tenant.tenant().name(), now)
            .orElseThrow(() -> new Refusal(TokenReason.ASSERTION_OUT_OF_TIME));
    AppEntry app =
        ClientId.parse(ticket.clientId())
            .flatMap(tenant::app)
            .orElseThrow(() -> new Refusal(TokenReason.CLIENT_UNKNOWN));
    OpenIdCredential credential = credential(app, ticket);
    return used.once(Admission.admitted(new Proven(tenant, app, credential), proof, now), stamp);
  }

  private static OpenIdCredential credential(AppEntry app, OpenIdTicket ticket) throws Refusal {
    for (Credential each : app.credentials()) {
      if (each instanceof OpenIdCredential openId && ticket.asOf(openId)) {
        return openId;
      }
    }
    throw new Refusal(TokenReason.PROOF_WRONG);
  }
}
