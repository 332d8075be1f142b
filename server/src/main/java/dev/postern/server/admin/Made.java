package dev.postern.server.admin;

import dev.postern.protocol.json.JsonObject;
import java.util.Set;

/**
 * What a POST has made.
 *
 * @param path where it is, below the Admin API's root, as {@code apps/<client_id>}; empty for an
 *     act that leaves nothing to fetch
 * @param json its members, with any secret that is shown this once
 * @param version its {@code ETag}, 0 where the path is empty
 * @param secrets which of the members are shown this once
 */
public record Made(String path, JsonObject json, long version, Set<String> secrets) {

  private static final String SHOWN = "secret_already_shown";

  /** Copies the set. */
  public Made {
    secrets = Set.copyOf(secrets);
  }

  /** What the repetition of the same request is answered: the same without secrets. */
  JsonObject again() {
    if (secrets.isEmpty()) {
      return json;
    }
    JsonObject.Builder rest = JsonObject.builder();
    json.members().entrySet().stream()
        .filter(member -> !secrets.contains(member.getKey()))
        .forEach(member -> rest.put(member.getKey(), member.getValue()));
    return rest.put(SHOWN, true).build();
  }

  /** Says where it is and nothing of what it hides. */
  @Override
  public String toString() {
    return "Made[" + path + "]";
  }
}
