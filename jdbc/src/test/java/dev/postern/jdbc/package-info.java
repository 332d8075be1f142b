/**
 * The store's contract and what is SQLite's own: files, locks, crashes, a full disk.
 *
 * <p>It must not know what the server does with a store.
 */
@NullMarked
package dev.postern.jdbc;

import org.jspecify.annotations.NullMarked;
