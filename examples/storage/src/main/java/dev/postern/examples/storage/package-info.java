/**
 * The storage story: an archiver, a reader and the storage between them, each a process of its own
 * and an example to start from; and a play that shows them on a real server.
 *
 * <p>It must not know more than a user of Postern: the two libraries, the command line, HTTP.
 */
@NullMarked
package dev.postern.examples.storage;

import org.jspecify.annotations.NullMarked;
