package dev.postern.server.grant;

import dev.postern.protocol.Scopes;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.AccessToken;
import dev.postern.server.clientauth.AuthenticatedClient;
import dev.postern.store.Api;
import dev.postern.store.Grant;
import java.util.Optional;

/** What a proven client asks for, found among what there is: only this package can make one. */
public sealed interface Authorization permits Asked {

  /** Who asks. */
  AuthenticatedClient client();

  /** The API that he asks for. */
  Api api();

  /** What he was given there. */
  Grant grant();

  /** The grant type that he asks by. */
  String grantType();

  /** The scopes that he asks for, or empty where he takes all that is granted. */
  Optional<Scopes> scopes();

  /** The extra claims that he asks for. */
  JsonObject claims();

  /**
   * The token that stands and that he wants to exchange, which was sent to him (RFC 8693); empty
   * where he asks for himself.
   */
  Optional<AccessToken> subject();
}
