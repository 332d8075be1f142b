/**
 * Measures how Postern bears many apps, revocations and subscribers, on data that it makes itself.
 *
 * <p>It must not know how the other measurements are made.
 */
@NullMarked
package dev.postern.bench.growth;

import org.jspecify.annotations.NullMarked;
