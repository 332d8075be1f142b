/**
 * Apps: found, made, seen from all sides, narrowed, blocked. It must not know other screens, nor
 * how a session comes to be.
 */
@NullMarked
package dev.postern.console.screen.apps;

import org.jspecify.annotations.NullMarked;
