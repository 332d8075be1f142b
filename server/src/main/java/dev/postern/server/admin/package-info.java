/**
 * What the owners of APIs change: tenants, APIs, apps, credentials, grants, keys, revocations, the
 * policies by which apps register themselves and what these make of it, and the log of it all.
 *
 * <p>It must not know HTTP.
 */
@NullMarked
package dev.postern.server.admin;

import org.jspecify.annotations.NullMarked;
