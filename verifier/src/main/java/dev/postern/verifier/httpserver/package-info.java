/**
 * The verifier as an authenticator of the JDK's own HTTP server.
 *
 * <p>It must not know how a token is verified.
 */
@NullMarked
package dev.postern.verifier.httpserver;

import org.jspecify.annotations.NullMarked;
