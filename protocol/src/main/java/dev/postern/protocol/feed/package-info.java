/**
 * The revocation feed as it travels: its messages, their entries, and the set they add up to.
 *
 * <p>It must not know how a message is signed or sent.
 */
@NullMarked
package dev.postern.protocol.feed;

import org.jspecify.annotations.NullMarked;
