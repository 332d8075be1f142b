/**
 * What is allowed. Pure: no clock, no input or output, no state.
 *
 * <p>It must not know how the client proved itself or how a token looks.
 */
@NullMarked
package dev.postern.server.policy;

import org.jspecify.annotations.NullMarked;
