/**
 * What is true of the whole: a real server, called over HTTP as its users call it.
 *
 * <p>It must not reach into the server for what a user could not see.
 */
@NullMarked
package dev.postern.checks;

import org.jspecify.annotations.NullMarked;
