/**
 * The way in and out: passkeys, invitations, and the token that becomes a session. It must not know
 * what there is to see inside.
 */
@NullMarked
package dev.postern.console.signin;

import org.jspecify.annotations.NullMarked;
