/**
 * The audit log: searched, compared, verified. It must not know other screens, nor how a session
 * comes to be.
 */
@NullMarked
package dev.postern.console.screen.audit;

import org.jspecify.annotations.NullMarked;
