/**
 * The nouns that Postern keeps, the store that keeps them, and the registry that holds them in
 * memory.
 *
 * <p>It must not know SQL, HTTP, or why something is allowed.
 */
@NullMarked
package dev.postern.store;

import org.jspecify.annotations.NullMarked;
