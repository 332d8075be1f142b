/**
 * The ceilings: the least that a token endpoint can do, on two engines and on none.
 *
 * <p>It must not know Postern's server: a ceiling that shared code with it would move with it.
 */
@NullMarked
package dev.postern.bench.ceiling;

import org.jspecify.annotations.NullMarked;
