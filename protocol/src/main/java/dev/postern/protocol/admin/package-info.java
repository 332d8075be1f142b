/**
 * Records of the Admin API that more than one side computes with.
 *
 * <p>It must not know how they are kept or shown.
 */
@NullMarked
package dev.postern.protocol.admin;

import org.jspecify.annotations.NullMarked;
