/**
 * What an operator may choose, as checked immutable records.
 *
 * <p>It must not know where the values come from, nor what is done with them.
 */
@NullMarked
package dev.postern.server.config;

import org.jspecify.annotations.NullMarked;
