/**
 * The web console of one tenant: which page answers what, put together. It must not know how it is
 * reached, nor anything of the server behind the endpoints that everybody can call.
 */
@NullMarked
package dev.postern.console;

import org.jspecify.annotations.NullMarked;
