/**
 * What every store must do, as tests that each store runs.
 *
 * <p>It must not know how any of them does it.
 */
@NullMarked
package dev.postern.store;

import org.jspecify.annotations.NullMarked;
