package dev.postern.protocol.json;

/**
 * A JSON truth value.
 *
 * @param value which of the two
 */
public record JsonBoolean(boolean value) implements JsonValue {}
