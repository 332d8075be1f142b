/**
 * An API that keeps to FAPI 2.0, with nothing in it but who called: a target for conformance tests,
 * and a start for one's own.
 *
 * <p>It must not know how a token is verified.
 */
@NullMarked
package dev.postern.examples.api;

import org.jspecify.annotations.NullMarked;
