/**
 * Closes sessions and tokens, the latter for their clients too (RFC 7009): what is revoked, until
 * when, and how that is told to the world.
 *
 * <p>It must not know why an administrator closes something.
 */
@NullMarked
package dev.postern.server.revocation;

import org.jspecify.annotations.NullMarked;
