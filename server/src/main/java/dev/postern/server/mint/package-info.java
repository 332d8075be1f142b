/**
 * Writes the claims of a permit; nothing else makes claims. Pure.
 *
 * <p>It must not know keys or signatures.
 */
@NullMarked
package dev.postern.server.mint;

import org.jspecify.annotations.NullMarked;
