/**
 * What a certificate says, and whether an authority of a tenant vouches for it.
 *
 * <p>It must not know which app shows it, nor what that app may do.
 */
@NullMarked
package dev.postern.server.certificates;

import org.jspecify.annotations.NullMarked;
