package dev.postern.server.clientauth;

import dev.postern.protocol.token.PublicJwk;
import dev.postern.store.AssertionRules;
import dev.postern.store.Credential;

/**
 * A key that may have signed an assertion.
 *
 * @param credential what it is, or is one of
 * @param rules what its assertions must be, and may be
 * @param key the key
 */
record Signer(Credential credential, AssertionRules rules, PublicJwk key) {}
