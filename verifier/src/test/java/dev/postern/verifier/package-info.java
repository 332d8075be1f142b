/**
 * The verifier against a real issuer over HTTP, with real signatures.
 *
 * <p>It must not know the server's code.
 */
@NullMarked
package dev.postern.verifier;

import org.jspecify.annotations.NullMarked;
