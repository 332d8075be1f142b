/**
 * Closes sessions: what is revoked, until when, and how that is told to the world.
 *
 * <p>It must not know who asked for it or why.
 */
@NullMarked
package dev.postern.server.revocation;

import org.jspecify.annotations.NullMarked;
