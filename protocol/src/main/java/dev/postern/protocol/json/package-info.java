/**
 * JSON as this project takes it: one strict reader, one writer, one small tree.
 *
 * <p>It must not know what any document means.
 */
@NullMarked
package dev.postern.protocol.json;

import org.jspecify.annotations.NullMarked;
