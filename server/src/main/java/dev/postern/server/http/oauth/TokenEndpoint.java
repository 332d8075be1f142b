package dev.postern.server.http.oauth;

import dev.postern.server.http.Handler;
import dev.postern.server.http.Reply;
import dev.postern.server.http.Request;
import dev.postern.server.issuance.Issuance;
import dev.postern.server.issuance.Journal;
import dev.postern.server.issuance.TokenRequest;
import dev.postern.server.refusal.Awaited;
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

  /** The token endpoint of one tenant. */
  public TokenEndpoint(TenantName tenant, Issuance issuance, Journal journal) {
    this.tenant = tenant;
    this.issuance = issuance;
    this.journal = journal;
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

  private Reply issue(TokenRequest asked) throws Refusal {
    try {
      return TokenReply.success(issuance.issue(asked));
    } catch (Refusal refusal) {
      if (refusal.reason() instanceof Awaited awaited) {
        return Reply.later(() -> issue(asked, awaited));
      }
      throw refusal;
    }
  }

  /** The same once more, when what is awaited has come. */
  private Reply issue(TokenRequest asked, Awaited awaited) {
    try {
      awaited.arrival().await();
      return TokenReply.success(issuance.issue(asked));
    } catch (Refusal refusal) {
      // Nobody waits twice.
      return refused(
          refusal.reason() instanceof Awaited again ? again.otherwise() : refusal.reason());
    }
  }

  private Reply refused(Reason reason) {
    journal.refused(reason);
    return TokenReply.refusal(reason);
  }
}
