/** x */
@NullMarked
package dev.postern.examples.storage;

import org.jspecify.annotations.NullMarked;
