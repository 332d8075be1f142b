/**
 * Measures Postern beside what people run today, and beside what the machine can do at most.
 *
 * <p>It must not be needed by anything: nobody depends on it.
 */
@NullMarked
package dev.postern.bench;

import org.jspecify.annotations.NullMarked;
