package dev.postern.server.http.oauth;

import dev.postern.server.http.Handler;
import dev.postern.server.http.Reply;
import dev.postern.server.http.Request;
import dev.postern.server.issuance.Issuance;
import dev.postern.server.issuance.Journal;
import dev.postern.server.issuance.TokenRequest;
import dev.postern.server.refusal.Reason;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.TenantName;

/** {@code POST /service/oauth/token}: the request that everything else is here for. */
public final class TokenEndpoint implements Handler {

  /** The longest body that is read, in bytes. */
  public static final int BODY_LIMIT = 32 * 1024;

  private final TenantName tenant;
  private final Issuance issuance;
  private final Journal journal;
  private final Patience patience;

  /** The token endpoint of one tenant. */
  public TokenEndpoint(TenantName tenant, Issuance issuance, Journal journal, Patience patience) {
    this.tenant = tenant;
    this.issuance = issuance;
    this.journal = journal;
    this.patience = patience;
  }

  /**
   * Never: proof, grant and key are in memory, so the request stays on the event loop. Where what
   * the proof is compared with is not, the answer comes {@link Reply#later later}.
   */
  @Override
  public boolean mayWait() {
    return false;
  }

  @Override
  public Reply handle(Request request) {
    try {
      return issue(TokenRequestReader.read(tenant, request));
    } catch (Refusal refusal) {
      return refused(refusal.reason());
    }
  }

  private Reply issue(TokenRequest asked) {
    try {
      return issued(asked);
    } catch (Refusal refusal) {
      return patience.afterwards(tenant, refusal.reason(), () -> issued(asked), this::refused);
    }
  }

  private Reply issued(TokenRequest asked) throws Refusal {
    return TokenReply.success(issuance.issue(asked));
  }

  private Reply refused(Reason reason) {
    journal.refused(reason);
    return TokenReply.refusal(reason);
  }
}
