package dev.postern.server.http.oauth;

import dev.postern.server.http.Handler;
import dev.postern.server.http.Reply;
import dev.postern.server.http.Request;
import dev.postern.server.issuance.Issuance;
import dev.postern.server.issuance.Journal;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.TenantName;

/** {@code POST /service/oauth/token}: the request that everything else is here for. */
public final class TokenEndpoint implements Handler {

  /** The longest body that is read, in bytes. */
  public static final int BODY_LIMIT = 32 * 1024;

  private final TenantName tenant;
  private final Issuance issuance;
  private final Journal journal;

  /** The token endpoint of one tenant. */
  public TokenEndpoint(TenantName tenant, Issuance issuance, Journal journal) {
    this.tenant = tenant;
    this.issuance = issuance;
    this.journal = journal;
  }

  @Override
  public Reply handle(Request request) {
    try {
      return TokenReply.success(issuance.issue(TokenRequestReader.read(tenant, request)));
    } catch (Refusal refusal) {
      journal.refused(refusal.reason());
      return TokenReply.refusal(refusal.reason());
    }
  }

  /** Never: proof, grant and key are in memory. So the request stays on the event loop. */
  @Override
  public boolean mayWait(Request request) {
    return false;
  }
}
