/**
 * May this request pass? Keeps an issuer's keys and revocations at hand and asks them of a token.
 *
 * <p>It must not know how the server decides, nor how a client gets its tokens.
 */
@NullMarked
package dev.postern.verifier;

import org.jspecify.annotations.NullMarked;
