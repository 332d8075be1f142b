/**
 * Proofs that a caller holds a key (RFC 9449): made by clients, checked alike by the authorization
 * server and by resource servers.
 *
 * <p>It must not know who the caller is, nor what he may do.
 */
@NullMarked
package dev.postern.protocol.dpop;

import org.jspecify.annotations.NullMarked;
