/**
 * Accounts: what a profile may hold, whom it is found by, and every change to it.
 *
 * <p>It must not know HTTP, LoginRadius' error codes, or who may call.
 */
@NullMarked
package dev.postern.server.identity;

import org.jspecify.annotations.NullMarked;
