/**
 * Figures for people: Markdown tables and charts as SVG.
 *
 * <p>It must not know how a figure came about.
 */
@NullMarked
package dev.postern.bench.report;

import org.jspecify.annotations.NullMarked;
