/**
 * The verifier as a filter of a servlet container.
 *
 * <p>It must not know how a token is verified.
 */
@NullMarked
package dev.postern.verifier.servlet;

import org.jspecify.annotations.NullMarked;
