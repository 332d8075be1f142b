package dev.postern.server.http.oauth;

import dev.postern.protocol.token.SignedIntrospection;
import dev.postern.server.clientauth.ClientProof;
import dev.postern.server.http.Accepted;
import dev.postern.server.http.Handler;
import dev.postern.server.http.Reply;
import dev.postern.server.http.Request;
import dev.postern.server.introspection.Introspection;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.TenantName;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * {@code POST /service/oauth/introspect} (RFC 7662); by {@code Accept:
 * application/token-introspection+jwt} the answer is signed (RFC 9701).
 */
public final class IntrospectionEndpoint implements Handler {

  private static final String SIGNED = "application/" + SignedIntrospection.TYPE;
  private static final String PLAIN = "application/json";

  private final TenantName tenant;
  private final Introspection introspection;
  private final Patience patience;

  /** The introspection endpoint of one tenant. */
  public IntrospectionEndpoint(TenantName tenant, Introspection introspection, Patience patience) {
    this.tenant = tenant;
    this.introspection = introspection;
    this.patience = patience;
  }

  @Override
  public Reply handle(Request request) {
    try {
      Parameters parameters = Parameters.read(request);
      ClientProof proof = ClientCredentialsReader.read(request, parameters);
      // RFC 7662 2.1: token_type_hint is a hint, and there is one type; nobody looks at it.
      Optional<String> token = parameters.text("token");
      boolean signed = Accepted.of(request.headers()).prefers(SIGNED, PLAIN);
      return patience.answer(
          tenant,
          () -> told(signed, proof, token).headers(TokenReply.NO_STORE),
          TokenReply::refusal);
    } catch (Refusal refusal) {
      return TokenReply.refusal(refusal.reason());
    }
  }

  private Reply told(boolean signed, ClientProof proof, Optional<String> token) throws Refusal {
    if (signed) {
      String answer = introspection.signedAnswer(tenant, proof, token);
      return Reply.of(200, SIGNED, answer.getBytes(StandardCharsets.US_ASCII));
    }
    return Reply.json(200, introspection.answer(tenant, proof, token).bytes());
  }
}
