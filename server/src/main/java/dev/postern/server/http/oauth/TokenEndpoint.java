package dev.postern.server.http.oauth;

import dev.postern.server.http.Handler;
import dev.postern.server.http.Reply;
import dev.postern.server.http.Request;
import dev.postern.server.issuance.Issuance;
import dev.postern.server.issuance.TokenRequest;
import dev.postern.server.refusal.Reason;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.TenantName;
import java.util.Optional;

/** {@code POST /service/oauth/token}: the request that everything else is here for. */
public final class TokenEndpoint implements Handler {

  /** The longest body that is read, in bytes. */
  public static final int BODY_LIMIT = 32 * 1024;

  private final TenantName tenant;
  private final Issuance issuance;
  private final Patience patience;

  /** The token endpoint of one tenant. */
  public TokenEndpoint(TenantName tenant, Issuance issuance, Patience patience) {
    this.tenant = tenant;
    this.issuance = issuance;
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
    Parameters parameters;
    try {
      parameters = Parameters.read(request);
    } catch (Refusal refusal) {
      return unread(Optional.empty(), refusal.reason());
    }
    try {
      return issue(TokenRequestReader.read(tenant, request, parameters));
    } catch (Refusal refusal) {
      return unread(ClientCredentialsReader.named(request, parameters), refusal.reason());
    }
  }

  private Reply issue(TokenRequest asked) {
    try {
      return issued(asked);
    } catch (Refusal refusal) {
      return patience.afterwards(
          tenant, refusal.reason(), () -> issued(asked), reason -> refused(asked, reason));
    }
  }

  private Reply issued(TokenRequest asked) throws Refusal {
    return TokenReply.success(issuance.issue(asked));
  }

  private Reply refused(TokenRequest asked, Reason reason) {
    issuance.refused(asked, reason);
    return TokenReply.refusal(reason);
  }

  private Reply unread(Optional<String> clientId, Reason reason) {
    issuance.refused(tenant, clientId, reason);
    return TokenReply.refusal(reason);
  }
}
