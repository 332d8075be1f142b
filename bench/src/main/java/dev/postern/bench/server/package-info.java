/**
 * Postern as a user has it: data folders, servers that were started on them, and who administers
 * them.
 *
 * <p>It must not know what is put into a folder, or what of a server is measured.
 */
@NullMarked
package dev.postern.bench.server;

import org.jspecify.annotations.NullMarked;
