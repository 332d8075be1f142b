package dev.postern.store;

/**
 * How far a tenant's changes have come.
 *
 * @param number the number of the last change
 * @param hash its hash: the audit hash of that change
 */
public record Head(long number, String hash) {}
