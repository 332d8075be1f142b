/**
 * Load: what is sent, how fast the answers came, and when a rate may be believed.
 *
 * <p>It must not know which system answers.
 */
@NullMarked
package dev.postern.bench.load;

import org.jspecify.annotations.NullMarked;
