/**
 * Tenants, as the tenant default sees them. It must not know other screens, nor how a session comes
 * to be.
 */
@NullMarked
package dev.postern.console.screen.tenants;

import org.jspecify.annotations.NullMarked;
