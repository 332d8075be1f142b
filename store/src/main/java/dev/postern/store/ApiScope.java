package dev.postern.store;

/**
 * One permission that an API knows.
 *
 * @param name a scope token, see {@link dev.postern.protocol.Scopes#wellFormed}
 * @param description what it permits, for people; may be empty
 */
public record ApiScope(String name, String description) {}
