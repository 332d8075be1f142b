/**
 * The key sets that apps keep at URLs of their own: fetches them with care, and keeps them for a
 * while.
 *
 * <p>It must not know whose keys they are, nor what is signed with them.
 */
@NullMarked
package dev.postern.server.keysets;

import org.jspecify.annotations.NullMarked;
