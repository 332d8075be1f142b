/** x */
@NullMarked
package dev.postern.client;

import org.jspecify.annotations.NullMarked;
