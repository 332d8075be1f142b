/**
 * What an operator may choose: the one table of settings, where a value came from, and what all of
 * them together mean.
 *
 * <p>It must not know what is done with a choice.
 */
@NullMarked
package dev.postern.app.settings;

import org.jspecify.annotations.NullMarked;
