package dev.postern.server.grant;

import dev.postern.protocol.Scopes;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.AccessToken;
import dev.postern.server.clientauth.AuthenticatedClient;
import dev.postern.store.Api;
import dev.postern.store.Grant;
import java.util.Optional;

/** The proof that a target and a grant were found. */
record Asked(
    AuthenticatedClient client,
    Api api,
    Grant grant,
    String grantType,
    Optional<Scopes> scopes,
    JsonObject claims,
    Optional<AccessToken> subject)
    implements Authorization {}
