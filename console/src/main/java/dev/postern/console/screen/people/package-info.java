/**
 * Who may come into the console, and as what. It must not know other screens, nor how a session
 * comes to be.
 */
@NullMarked
package dev.postern.console.screen.people;

import org.jspecify.annotations.NullMarked;
