/**
 * Keys and signatures: how keys are made, sealed, held, published, and signed with.
 *
 * <p>It must not know what is signed or why.
 */
@NullMarked
package dev.postern.server.signing;

import org.jspecify.annotations.NullMarked;
