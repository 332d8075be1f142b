package dev.postern.server.admin;

import dev.postern.protocol.json.JsonArray;
import dev.postern.store.Api;
import dev.postern.store.ApiId;
import dev.postern.store.BuiltInApi;
import dev.postern.store.Grant;
import dev.postern.store.TenantReader;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The APIs that a grant at the Admin API is limited to, as its owner says them. */
final class LimitSettings {

  static final String NAME = "only_apis";

  private static final int MOST = 100;

  private LimitSettings() {}

  /**
   * What the body says of it for a grant at {@code api}; null where it is not limited. What stood
   * there {@code before} is not asked again: an API that was deleted since must not keep anybody
   * from narrowing the grant.
   *
   * <p>Whoever does not know this member and puts a grant as he knows it would lift the limit, and
   * make an administrator of the tenant out of one of an API. So where there is a limit, the member
   * has to be there.
   */
  static @Nullable Set<ApiId> read(
      Fields fields, Api api, TenantReader tenant, Optional<Grant> before) {
    Set<ApiId> held =
        before.isPresent() && before.get().onlyApis() != null ? before.get().onlyApis() : Set.of();
    if (!held.isEmpty() && !fields.mentions(NAME)) {
      fields.wrong(NAME, "is to be said of a grant that is limited; null lifts the limit");
    }
    if (!fields.has(NAME)) {
      return null;
    }
    Set<ApiId> all = apis(fields, tenant, held);
    if (api.identifier() != BuiltInApi.ADMIN) {
      fields.wrong(NAME, "can be said at the Admin API alone");
    }
    return all.isEmpty() ? null : all;
  }

  /** Empty where something is wrong, which refuses the request. */
  private static Set<ApiId> apis(Fields fields, TenantReader tenant, Set<ApiId> held) {
    if (fields.member(NAME).filter(new JsonArray(List.of())::equals).isPresent()) {
      fields.wrong(NAME, "names at least one");
    }
    Set<ApiId> all = new LinkedHashSet<>();
    List<String> texts = fields.texts(NAME, MOST);
    for (int i = 0; i < texts.size(); i++) {
      Optional<ApiId> id =
          Named.apiId(texts.get(i)).filter(it -> held.contains(it) || own(it, tenant));
      String at = NAME + "/" + i;
      id.ifPresentOrElse(
          all::add, () -> fields.wrong(at, "is no API of this tenant, or a built-in one"));
    }
    return all;
  }

  private static boolean own(ApiId id, TenantReader tenant) {
    return tenant.api(id).filter(api -> !(api.identifier() instanceof BuiltInApi)).isPresent();
  }
}
