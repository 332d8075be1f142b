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

  /** The longest body, in bytes, that has no room for an assertion beside all the rest. */
  private static final int WITHOUT_ASSERTION = 400;

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

  /**
   * Nothing does: proof, grant and key are in memory, so the request stays on the event loop. But
   * an assertion may cost a check by each of sixteen keys, which others need not sit through; and
   * where there is one, the body is long.
   */
  @Override
  public boolean mayWait(Request request) {
    return request.body().length > WITHOUT_ASSERTION;
  }
}
