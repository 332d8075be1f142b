/** x */
@NullMarked
package dev.postern.jdbc;

import org.jspecify.annotations.NullMarked;
