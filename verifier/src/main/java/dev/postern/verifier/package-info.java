/** x */
@NullMarked
package dev.postern.verifier;

import org.jspecify.annotations.NullMarked;
