/** Tests of what the measurements of growth stand on: the data that they make. */
@NullMarked
package dev.postern.bench.growth;

import org.jspecify.annotations.NullMarked;
