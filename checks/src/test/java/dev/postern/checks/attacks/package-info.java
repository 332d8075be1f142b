/**
 * What must be refused: hostile input sent to a running server as a user starts it, case by case;
 * {@code docs/attacks.md} lists them.
 *
 * <p>It must not know how the server refuses, only what may be seen of it from outside.
 */
@NullMarked
package dev.postern.checks.attacks;

import org.jspecify.annotations.NullMarked;
