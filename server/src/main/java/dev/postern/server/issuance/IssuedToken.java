package dev.postern.server.issuance;

import dev.postern.protocol.Scopes;
import dev.postern.protocol.TokenScheme;
import dev.postern.server.signing.SignedToken;
import java.time.Duration;
import java.util.Optional;

/**
 * A token as its owner gets it (RFC 6749 section 5.1).
 *
 * @param token the token
 * @param lifetime how long it lives from now, in whole seconds
 * @param scopes what it permits
 * @param scheme how it is presented, which follows from what it is bound to
 * @param nonce the nonce for the next proof (RFC 9449 section 8.2), where there was one
 * @param exchanged whether it was had in exchange for another (RFC 8693)
 */
public record IssuedToken(
    SignedToken token,
    Duration lifetime,
    Scopes scopes,
    TokenScheme scheme,
    Optional<String> nonce,
    boolean exchanged) {}
