/**
 * Proves who is calling.
 *
 * <p>It must not know what the caller wants or may have.
 */
@NullMarked
package dev.postern.server.clientauth;

import org.jspecify.annotations.NullMarked;
