/**
 * The Admin API on the wire: its paths, its headers, its problems.
 *
 * <p>It must not know what its objects may hold or how they are kept.
 */
@NullMarked
package dev.postern.server.http.admin;

import org.jspecify.annotations.NullMarked;
