package dev.postern.server.admin;

import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonValue;
import dev.postern.server.refusal.AdminReason;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.ApiId;
import dev.postern.store.Grant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a caller of the Admin API may administer by his present grant: the whole tenant, as far as
 * his scopes go, or chosen APIs and nothing else. It is looked up at each call and stands in no
 * token, so whatever is changed of it counts for tokens that are out.
 *
 * @param apis the only APIs, or null: he is not limited. A caller who has no grant any more is
 *     limited to none
 */
public record Reach(@Nullable Set<ApiId> apis) {

  /** Of who is not limited. */
  static final Reach ALL = new Reach(null);

  /** Copies the set. */
  public Reach {
    apis = apis == null ? null : Set.copyOf(apis);
  }

  /** By a grant at the Admin API, if there is one. */
  static Reach of(Optional<Grant> grant) {
    return grant.isPresent() ? new Reach(grant.get().onlyApis()) : new Reach(Set.of());
  }

  /** Whether chosen APIs are all that he may administer. */
  boolean limited() {
    return apis != null;
  }

  /** Whether {@code api} is one of those that he may administer. */
  boolean covers(ApiId api) {
    return apis == null || apis.contains(api);
  }

  /** Refuses who is limited. */
  public void requireAll() throws Refusal {
    if (limited()) {
      throw new Refusal(new AdminReason.Limited());
    }
  }

  /** Refuses whose {@code api} is not, as if there were none. */
  void requireKnown(ApiId api) throws Refusal {
    if (!covers(api)) {
      throw Named.nothing();
    }
  }

  /** As the Admin API shows it. */
  JsonValue json() {
    return json(apis);
  }

  static JsonValue json(@Nullable Set<ApiId> apis) {
    return apis == null
        ? JsonNull.NULL
        : JsonArray.ofStrings(apis.stream().map(ApiId::text).sorted().toList());
  }
}
