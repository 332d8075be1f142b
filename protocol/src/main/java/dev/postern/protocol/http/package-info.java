/**
 * The one way our libraries speak HTTP: a request, an answer, limits on both.
 *
 * <p>It must not know what is asked for, nor what the answer means.
 */
@NullMarked
package dev.postern.protocol.http;

import org.jspecify.annotations.NullMarked;
