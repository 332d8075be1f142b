/**
 * Numbers over time as geometry, for templates that draw it. It must not know where the numbers
 * come from.
 */
@NullMarked
package dev.postern.console.chart;

import org.jspecify.annotations.NullMarked;
