/**
 * The play: starts the server and the three processes of the story, administers by the command
 * line, looks at what each step brings, and tells it as a transcript.
 *
 * <p>It must not use anything that its reader could not type: it speaks to processes and HTTP.
 */
@NullMarked
package dev.postern.examples.storage.play;

import org.jspecify.annotations.NullMarked;
