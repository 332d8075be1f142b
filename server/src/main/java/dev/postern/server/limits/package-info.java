/**
 * Rates: the state that policy must not have.
 *
 * <p>It must not know what is permitted or why.
 */
@NullMarked
package dev.postern.server.limits;

import org.jspecify.annotations.NullMarked;
