/**
 * The systems that are measured: getting one ready, starting and ending it, and proof that what it
 * gives is a token.
 *
 * <p>It must not know how a system is built or configured: the folder of each does.
 */
@NullMarked
package dev.postern.bench.subject;

import org.jspecify.annotations.NullMarked;
