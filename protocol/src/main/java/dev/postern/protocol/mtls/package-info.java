/**
 * The certificates of TLS clients (RFC 8705), as a connection shows them, or a proxy that ended it
 * (RFC 9440).
 *
 * <p>It must not know whose they are, nor whether anybody vouches for them.
 */
@NullMarked
package dev.postern.protocol.mtls;

import org.jspecify.annotations.NullMarked;
