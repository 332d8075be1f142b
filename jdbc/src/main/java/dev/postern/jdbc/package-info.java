/**
 * The store in a relational database: schema, statements, connections, the lock on the data folder.
 *
 * <p>It must not know why something is kept, or who asks for it.
 */
@NullMarked
package dev.postern.jdbc;

import org.jspecify.annotations.NullMarked;
