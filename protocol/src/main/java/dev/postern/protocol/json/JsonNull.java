package dev.postern.protocol.json;

/** JSON's null. */
public enum JsonNull implements JsonValue {
  /** The only one. */
  NULL
}
