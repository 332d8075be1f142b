/**
 * Tokens for one API, got from a Postern server and kept fresh.
 *
 * <p>It must not know how an API checks a token, nor what a token says: to a client it is opaque.
 */
@NullMarked
package dev.postern.client;

import org.jspecify.annotations.NullMarked;
