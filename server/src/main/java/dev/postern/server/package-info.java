/**
 * The assembly of the authorization server, by constructors.
 *
 * <p>It must not decide anything.
 */
@NullMarked
package dev.postern.server;

import org.jspecify.annotations.NullMarked;
