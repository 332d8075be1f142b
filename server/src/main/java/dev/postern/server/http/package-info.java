/**
 * Owns the edge of the server: what a request and a reply are, which handler a path belongs to, and
 * the one place where reasons become status codes. It must not know the store, policy or how tokens
 * are made; only its subpackage {@code engine} knows the HTTP engine.
 */
@NullMarked
package dev.postern.server.http;

import org.jspecify.annotations.NullMarked;
