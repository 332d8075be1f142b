/**
 * The Identity Management API on the wire, in LoginRadius' dialect: its paths, its bodies, its
 * error codes.
 *
 * <p>It must not know how accounts are kept or what a profile may hold.
 */
@NullMarked
package dev.postern.server.http.identity;

import org.jspecify.annotations.NullMarked;
