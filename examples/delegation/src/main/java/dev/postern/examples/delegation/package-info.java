/**
 * A customer, the reports that it asks for, and the ledger that these are made from: three
 * processes, of which the middle one calls the last in the name of the first (RFC 8693).
 *
 * <p>It must not know more than a user of Postern: the two libraries and HTTP.
 */
@NullMarked
package dev.postern.examples.delegation;

import org.jspecify.annotations.NullMarked;
