/** Tests of the server as its operator has it: real folders, real processes, real requests. */
@NullMarked
package dev.postern.app;

import org.jspecify.annotations.NullMarked;
