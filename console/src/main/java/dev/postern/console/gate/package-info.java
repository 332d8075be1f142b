/**
 * How the console is asked, and how it asks the server's endpoints in turn. It must not know what
 * any page shows.
 */
@NullMarked
package dev.postern.console.gate;

import org.jspecify.annotations.NullMarked;
