package dev.postern.protocol.json;

/**
 * A JSON string.
 *
 * @param value its characters
 */
public record JsonString(String value) implements JsonValue {}
