/**
 * Why a request got a token or none, and what a token is worth. It must not know other screens, nor
 * how a session comes to be.
 */
@NullMarked
package dev.postern.console.screen.explain;

import org.jspecify.annotations.NullMarked;
