package dev.postern.server.http.oauth;

import dev.postern.protocol.OAuthUri;
import dev.postern.protocol.Scopes;
import dev.postern.server.clientauth.ClientProof;
import dev.postern.server.clientauth.FederatedProof;
import dev.postern.server.grant.GrantRequest;
import dev.postern.server.http.Presenting;
import dev.postern.server.http.Request;
import dev.postern.server.issuance.TokenRequest;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.TenantName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Parses a token request, once, into a closed set of records. */
final class TokenRequestReader {

  private TokenRequestReader() {}

  static TokenRequest read(TenantName tenant, Request request, Parameters parameters)
      throws Refusal {
    String type =
        parameters.text("grant_type").orElseThrow(() -> new Refusal(TokenReason.NO_GRANT_TYPE));
    ClientProof proof =
        type.equals(GrantRequest.JwtBearer.TYPE)
            ? federated(request, parameters)
            : ClientCredentialsReader.read(request, parameters);
    GrantRequest grant =
        switch (type) {
          case GrantRequest.ClientCredentials.TYPE -> clientCredentials(parameters);
          case GrantRequest.JwtBearer.TYPE -> jwtBearer(parameters);
          case GrantRequest.TokenExchange.TYPE -> tokenExchange(parameters);
          default -> throw new Refusal(TokenReason.GRANT_TYPE_UNKNOWN);
        };
    return new TokenRequest(tenant, proof, grant, Presenting.shown(request));
  }

  private static GrantRequest clientCredentials(Parameters parameters) throws Refusal {
    return new GrantRequest.ClientCredentials(
        target(parameters), scopes(parameters), parameters.object("claims"));
  }

  /** RFC 7523 2.1, RFC 7521 4.1: the client need not prove itself, and must if it begins to. */
  private static ClientProof federated(Request request, Parameters parameters) throws Refusal {
    String assertion =
        parameters.text("assertion").orElseThrow(() -> new Refusal(TokenReason.NO_GRANT_ASSERTION));
    Optional<ClientProof> beside =
        ClientCredentialsReader.begun(request, parameters)
            ? Optional.of(ClientCredentialsReader.read(request, parameters))
            : Optional.empty();
    return new FederatedProof(
        assertion, parameters.text("client_id"), beside, request.peer(), parameters.form());
  }

  private static GrantRequest jwtBearer(Parameters parameters) throws Refusal {
    return new GrantRequest.JwtBearer(
        target(parameters), scopes(parameters), parameters.object("claims"));
  }

  /** RFC 8693 2.1. */
  private static GrantRequest tokenExchange(Parameters parameters) throws Refusal {
    if (parameters.text("actor_token").isPresent()
        || parameters.text("actor_token_type").isPresent()) {
      throw new Refusal(TokenReason.ACTOR_TOKEN);
    }
    String subject =
        parameters
            .text("subject_token")
            .orElseThrow(() -> new Refusal(TokenReason.NO_SUBJECT_TOKEN));
    String wanted = parameters.text("requested_token_type").orElse(OAuthUri.ACCESS_TOKEN);
    if (!OAuthUri.ACCESS_TOKEN.equals(parameters.text("subject_token_type").orElse(""))
        || !OAuthUri.ACCESS_TOKEN.equals(wanted)) {
      throw new Refusal(TokenReason.TOKEN_TYPE_NOT_TAKEN);
    }
    return new GrantRequest.TokenExchange(
        target(parameters),
        scopes(parameters),
        parameters.object("claims"),
        new GrantRequest.SubjectToken(subject));
  }

  /** {@code audience} or {@code resource}; both only if they are one. */
  private static Optional<String> target(Parameters parameters) throws Refusal {
    Optional<String> audience = parameters.text("audience");
    List<String> targets = new ArrayList<>(parameters.resources());
    if (targets.size() > 1) {
      throw new Refusal(TokenReason.SEVERAL_TARGETS);
    }
    if (audience.isPresent() && !targets.isEmpty() && !targets.contains(audience.get())) {
      throw new Refusal(TokenReason.AUDIENCE_AND_RESOURCE_DIFFER);
    }
    return audience.isPresent() ? audience : targets.stream().findFirst();
  }

  private static Optional<Scopes> scopes(Parameters parameters) throws Refusal {
    Optional<List<String>> names = parameters.list("scope");
    if (names.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Scopes.from(names.get()).orElseThrow(() -> new Refusal(TokenReason.SCOPE_MALFORMED)));
  }
}
