/**
 * Measures how long the pages of Postern's console take in a large house, on data that it makes
 * itself.
 *
 * <p>It must not know how the console makes them, or how the other measurements are made.
 */
@NullMarked
package dev.postern.bench.console;

import org.jspecify.annotations.NullMarked;
