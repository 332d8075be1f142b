package dev.postern.server.refusal;

import dev.postern.protocol.dpop.DpopFault;

/**
 * A proof of possession does not stand (RFC 9449 sections 5 and 7.1).
 *
 * @param kind what is wrong with it
 * @param nonce the nonce for the next try
 */
public record ProofReason(DpopFault.Kind kind, String nonce) implements Reason {}
