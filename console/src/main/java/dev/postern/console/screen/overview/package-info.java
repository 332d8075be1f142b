/** How things stand at a glance. It must not know other screens, nor how a session comes to be. */
@NullMarked
package dev.postern.console.screen.overview;

import org.jspecify.annotations.NullMarked;
