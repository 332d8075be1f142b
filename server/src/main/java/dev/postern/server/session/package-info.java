/**
 * Computes the four parts of a session id.
 *
 * <p>It must not know how the tenant's session key is kept.
 */
@NullMarked
package dev.postern.server.session;

import org.jspecify.annotations.NullMarked;
