/** Signing keys and their lives. It must not know other screens, nor how a session comes to be. */
@NullMarked
package dev.postern.console.screen.keys;

import org.jspecify.annotations.NullMarked;
