/**
 * The OAuth endpoints on the wire: parameters in, tokens and what is known of them, key sets,
 * metadata and the feed out.
 *
 * <p>It must not decide who gets what.
 */
@NullMarked
package dev.postern.server.http.oauth;

import org.jspecify.annotations.NullMarked;
