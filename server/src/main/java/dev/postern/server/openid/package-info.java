/**
 * The OpenID provider that people sign in by: owns what is asked of it and what of its answers is
 * believed. Must not know of tenants, apps and grants, or of HTTP as this server speaks it.
 */
@NullMarked
package dev.postern.server.openid;

import org.jspecify.annotations.NullMarked;
