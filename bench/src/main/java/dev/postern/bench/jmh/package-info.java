/**
 * The verifier library, measured by JMH beside what people check tokens with today.
 *
 * <p>It must not know how the verifier works inside: it has a server, a class path and tokens.
 */
@NullMarked
package dev.postern.bench.jmh;

import org.jspecify.annotations.NullMarked;
