/**
 * APIs: defined, changed, and where they are used. It must not know other screens, nor how a
 * session comes to be.
 */
@NullMarked
package dev.postern.console.screen.apis;

import org.jspecify.annotations.NullMarked;
