/**
 * What fuzz tests share: input that nearly is good, and what reading it may cost.
 *
 * <p>It must not know what is read.
 */
@NullMarked
package dev.postern.protocol.fuzz;

import org.jspecify.annotations.NullMarked;
