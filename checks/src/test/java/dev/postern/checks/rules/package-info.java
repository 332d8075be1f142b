/**
 * The rules of the house: who may import whom, and what every file keeps to. Knows sources, class
 * files and documents, and must not know how anything in them works.
 */
@NullMarked
package dev.postern.checks.rules;

import org.jspecify.annotations.NullMarked;
