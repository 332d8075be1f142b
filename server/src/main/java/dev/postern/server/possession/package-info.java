/**
 * Proves that a caller holds a key: what his token is, or is to be, bound to.
 *
 * <p>It must not know how the caller proved who he is, nor whether a proof is demanded of him.
 */
@NullMarked
package dev.postern.server.possession;

import org.jspecify.annotations.NullMarked;
