/**
 * One class per grant type: what a proven client asks for.
 *
 * <p>It must not decide whether he gets it.
 */
@NullMarked
package dev.postern.server.grant;

import org.jspecify.annotations.NullMarked;
