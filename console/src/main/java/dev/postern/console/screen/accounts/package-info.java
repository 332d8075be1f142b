/**
 * Accounts of the Identity Management API. It must not know other screens, nor how a session comes
 * to be.
 */
@NullMarked
package dev.postern.console.screen.accounts;

import org.jspecify.annotations.NullMarked;
