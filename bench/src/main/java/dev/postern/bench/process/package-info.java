/**
 * Other programs: running one with a limit on its time, saying what kept it from its work, and of
 * which sources it was.
 *
 * <p>It must not know what is measured.
 */
@NullMarked
package dev.postern.bench.process;

import org.jspecify.annotations.NullMarked;
