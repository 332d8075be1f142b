/**
 * What must be survived: a server process that is killed, stopped, crowded or left without a disk.
 *
 * <p>It looks into a data folder only as anybody could whose server has ended.
 */
@NullMarked
package dev.postern.checks.faults;

import org.jspecify.annotations.NullMarked;
