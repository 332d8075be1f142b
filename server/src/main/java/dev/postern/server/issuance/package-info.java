/**
 * The route of a token request, from proof to signed token, and the record of what went by.
 *
 * <p>It must not know HTTP or the database.
 */
@NullMarked
package dev.postern.server.issuance;

import org.jspecify.annotations.NullMarked;
