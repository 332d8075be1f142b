/**
 * Real clients and resource servers of others, unmodified, each in a process of its own: what the
 * pages in {@code docs/clients} print is what runs here.
 *
 * <p>It must not know how a client does what it does, nor help it along.
 */
@NullMarked
package dev.postern.checks.clients;

import org.jspecify.annotations.NullMarked;
