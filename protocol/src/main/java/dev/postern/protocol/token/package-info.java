/**
 * The one check of an access token, shared by the verifier library and the server's own APIs.
 *
 * <p>It must not know where keys come from, nor who asks.
 */
@NullMarked
package dev.postern.protocol.token;

import org.jspecify.annotations.NullMarked;
