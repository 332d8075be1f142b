/**
 * The web console in Debian's Chromium: what a person sees and does there, by mouse and by keyboard
 * alone, and what must be true of every page.
 *
 * <p>It must not know how a page is made, nor reach past the browser to what is behind it.
 */
@NullMarked
package dev.postern.checks.console;

import org.jspecify.annotations.NullMarked;
