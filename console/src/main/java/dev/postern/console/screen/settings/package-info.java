/**
 * What a tenant is set to, and what one is oneself. It must not know other screens, nor how a
 * session comes to be.
 */
@NullMarked
package dev.postern.console.screen.settings;

import org.jspecify.annotations.NullMarked;
