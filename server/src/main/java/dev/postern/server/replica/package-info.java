/**
 * Keeps the in-memory registry level with the database.
 *
 * <p>It must not know what the registry is used for.
 */
@NullMarked
package dev.postern.server.replica;

import org.jspecify.annotations.NullMarked;
