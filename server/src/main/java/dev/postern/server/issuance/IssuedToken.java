package dev.postern.server.issuance;

import dev.postern.protocol.Scopes;
import dev.postern.server.possession.Confirmation;
import dev.postern.server.signing.SignedToken;
import java.time.Duration;

/**
 * A token as its owner gets it (RFC 6749 section 5.1).
 *
 * @param token the token
 * @param lifetime how long it lives from now, in whole seconds
 * @param scopes what it permits
 * @param confirmation what it is bound to, if anything
 * @param exchanged whether it was had in exchange for another (RFC 8693)
 */
public record IssuedToken(
    SignedToken token,
    Duration lifetime,
    Scopes scopes,
    Confirmation confirmation,
    boolean exchanged) {}
