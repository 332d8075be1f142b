/**
 * What the owners of APIs change: tenants, APIs, apps, credentials, grants, keys, revocations, and
 * the log of it.
 *
 * <p>It must not know HTTP.
 */
@NullMarked
package dev.postern.server.admin;

import org.jspecify.annotations.NullMarked;
