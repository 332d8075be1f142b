/**
 * Why a request is refused, in our own words.
 *
 * <p>It must not know the wire: codes, statuses and texts are the business of {@code http}.
 */
@NullMarked
package dev.postern.server.refusal;

import org.jspecify.annotations.NullMarked;
