/**
 * The words both sides of the wire use: names of things, error codes, metadata, challenges.
 *
 * <p>It must not know how any side keeps, decides or transports them.
 */
@NullMarked
package dev.postern.protocol;

import org.jspecify.annotations.NullMarked;
