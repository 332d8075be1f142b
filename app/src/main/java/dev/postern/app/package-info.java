/**
 * Reads what the operator chose, wires the parts, starts and stops: the server's only main.
 *
 * <p>It must not know what the parts do with what they are given.
 */
@NullMarked
package dev.postern.app;

import org.jspecify.annotations.NullMarked;
