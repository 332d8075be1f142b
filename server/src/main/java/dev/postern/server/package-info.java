/** x */
@NullMarked
package dev.postern.server;

import org.jspecify.annotations.NullMarked;
