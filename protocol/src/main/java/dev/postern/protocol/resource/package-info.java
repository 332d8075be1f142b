/**
 * What an API says of itself to those who would call it (RFC 9728).
 *
 * <p>It must not know how the document is served or fetched.
 */
@NullMarked
package dev.postern.protocol.resource;

import org.jspecify.annotations.NullMarked;
