/**
 * Whether what the pages are measured on is what the report says.
 *
 * <p>It must not know how the pages are measured.
 */
@NullMarked
package dev.postern.bench.console;

import org.jspecify.annotations.NullMarked;
