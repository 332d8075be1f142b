package dev.postern.server.refusal;

import dev.postern.protocol.Scopes;
import dev.postern.protocol.TokenScheme;
import dev.postern.protocol.token.TokenFault;

/** Why a token does not open a built-in API (RFC 6750 section 3.1). */
public sealed interface AccessReason extends Reason {

  /**
   * There is no token.
   *
   * @param wanted {@link TokenScheme#DPOP} where no other scheme is taken
   */
  record NoToken(TokenScheme wanted) implements AccessReason {}

  /**
   * The Authorization header cannot be read.
   *
   * @param wanted {@link TokenScheme#DPOP} where no other scheme is taken
   */
  record MalformedHeader(TokenScheme wanted) implements AccessReason {}

  /**
   * The token does not stand.
   *
   * @param kind what is wrong with it
   * @param scheme how it was presented, or would have to be where one scheme alone is taken
   */
  record BadToken(TokenFault.Kind kind, TokenScheme scheme) implements AccessReason {}

  /**
   * The token does not permit this.
   *
   * @param needed what it would have to permit
   * @param scheme how it was presented
   */
  record LacksScope(Scopes needed, TokenScheme scheme) implements AccessReason {}
}
