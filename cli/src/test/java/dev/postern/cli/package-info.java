/**
 * The commands against a server's wire, and that server.
 *
 * <p>It must not know the real server: how the two fit is seen in the checks of the whole.
 */
@NullMarked
package dev.postern.cli;

import org.jspecify.annotations.NullMarked;
