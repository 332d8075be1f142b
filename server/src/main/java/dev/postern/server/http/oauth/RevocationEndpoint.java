package dev.postern.server.http.oauth;

import dev.postern.server.clientauth.ClientProof;
import dev.postern.server.http.Handler;
import dev.postern.server.http.Reply;
import dev.postern.server.http.Request;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.revocation.TokenRevocation;
import dev.postern.store.TenantName;
import java.util.Optional;

/**
 * {@code POST /service/oauth/revoke} (RFC 7009). Where it cannot be recorded the store's failure
 * becomes 503, as everywhere.
 */
public final class RevocationEndpoint implements Handler {

  private final TenantName tenant;
  private final TokenRevocation revocation;
  private final Patience patience;

  /** The revocation endpoint of one tenant. */
  public RevocationEndpoint(TenantName tenant, TokenRevocation revocation, Patience patience) {
    this.tenant = tenant;
    this.revocation = revocation;
    this.patience = patience;
  }

  @Override
  public Reply handle(Request request) {
    try {
      Parameters parameters = Parameters.read(request);
      ClientProof proof = ClientCredentialsReader.read(request, parameters);
      // RFC 7009 2.1: a wrong hint must not keep the token from being found; nobody looks at it.
      Optional<String> token = parameters.text("token");
      return patience.answer(
          tenant,
          () -> {
            revocation.revoke(tenant, proof, token);
            return Reply.empty(200).headers(TokenReply.NO_STORE);
          },
          TokenReply::refusal);
    } catch (Refusal refusal) {
      return TokenReply.refusal(refusal.reason());
    }
  }
}
