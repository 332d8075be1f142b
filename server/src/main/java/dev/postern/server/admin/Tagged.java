package dev.postern.server.admin;

import dev.postern.protocol.json.JsonObject;

/**
 * An object as the Admin API shows it.
 *
 * @param json its members, secrets left out
 * @param version the number of the change that last touched it: its {@code ETag}
 */
public record Tagged(JsonObject json, long version) {}
