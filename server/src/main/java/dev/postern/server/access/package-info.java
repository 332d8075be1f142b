/**
 * Whether a token stands and why, and whether its bearer may call a built-in API: the check of the
 * verifier library, on the server's own state.
 *
 * <p>It must not know what the API does.
 */
@NullMarked
package dev.postern.server.access;

import org.jspecify.annotations.NullMarked;
