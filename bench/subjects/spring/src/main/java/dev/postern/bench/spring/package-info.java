/**
 * Owns the configuration of Spring Authorization Server as a system to measure. It must not know
 * Postern: nothing of ours runs in a peer.
 */
@NullMarked
package dev.postern.bench.spring;

import org.jspecify.annotations.NullMarked;
