/**
 * What the API that a token is for is told about it (RFC 7662, RFC 9701).
 *
 * <p>It must not know HTTP, and it changes nothing.
 */
@NullMarked
package dev.postern.server.introspection;

import org.jspecify.annotations.NullMarked;
