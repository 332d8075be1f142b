/** The HTTP client against peers that keep the rules and peers that do not. */
@NullMarked
package dev.postern.protocol.http;

import org.jspecify.annotations.NullMarked;
