/**
 * What the second listener serves to those who run the server: health and metrics.
 *
 * <p>It must not show anything of tenants but numbers.
 */
@NullMarked
package dev.postern.server.http.management;

import org.jspecify.annotations.NullMarked;
