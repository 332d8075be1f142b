/**
 * An app at an authorization server, seen by itself: its credential, and how it proves who it is.
 *
 * <p>It must not know what is asked for with the proof, nor what the server keeps of it.
 */
@NullMarked
package dev.postern.protocol.app;

import org.jspecify.annotations.NullMarked;
