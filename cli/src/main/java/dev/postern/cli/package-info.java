/**
 * The command line: what an operator types, turned into calls of the server's HTTP interfaces.
 *
 * <p>It must not know the server or its store: whatever it can do, a script with curl can do too.
 */
@NullMarked
package dev.postern.cli;

import org.jspecify.annotations.NullMarked;
