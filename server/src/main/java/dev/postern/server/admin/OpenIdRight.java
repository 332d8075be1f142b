package dev.postern.server.admin;

import dev.postern.protocol.Audience;
import dev.postern.protocol.Scopes;
import dev.postern.server.config.OpenIdConfig;
import dev.postern.server.config.OpenIdRole;
import dev.postern.server.openid.Said;
import dev.postern.store.Api;
import dev.postern.store.ApiId;
import dev.postern.store.BuiltInApi;
import dev.postern.store.RegisteredIdentifier;
import dev.postern.store.TenantReader;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What somebody's roles at the provider come to in one tenant.
 *
 * @param kind what he may do
 * @param ofApis whether his roles name the APIs where he may
 * @param only the only APIs where he may, by his roles or by what administrators here say; or null:
 *     he is not limited
 */
record OpenIdRight(OpenIdRole.Kind kind, boolean ofApis, @Nullable Set<ApiId> only) {

  /** The most APIs that a grant is limited to. */
  private static final int MOST = 100;

  /** What there is to do for who administers chosen APIs; all else is refused to him. */
  private static final Set<String> OF_CHOSEN_APIS =
      Set.of(
          "apis:read", "apis:write", "apps:read", "apps:write", "usage:read", "revocations:write");

  /** Copies the set. */
  OpenIdRight {
    only = only == null ? null : Set.copyOf(only);
  }

  /**
   * The first role that he has says what he may do, and where it is limited to APIs, those of his
   * other limited roles of the kind are added: so he never has what none of his roles gives. It
   * counts though none of its APIs is there, for nobody is to see more because one was deleted.
   *
   * <p>Where these are too many, the first of those count that administrators here leave: what they
   * do not leave takes no other's place.
   *
   * @param byHand the only APIs that administrators here leave, or null: they say nothing
   * @return empty where nothing is left
   */
  static Optional<OpenIdRight> of(
      Said said, OpenIdConfig config, TenantReader tenant, @Nullable Set<ApiId> byHand) {
    List<OpenIdRole> all =
        config.roles().stream().filter(role -> said.roles().contains(role.value())).toList();
    if (all.isEmpty()) {
      return Optional.empty();
    }
    OpenIdRole first = all.getFirst();
    if (first.only().isEmpty()) {
      return Optional.of(new OpenIdRight(first.kind(), false, byHand));
    }
    Set<ApiId> apis =
        all.stream()
            .filter(role -> role.kind() == first.kind())
            .flatMap(role -> role.only().stream())
            .flatMap(List::stream)
            .flatMap(api -> own(api, tenant).stream())
            .filter(api -> byHand == null || byHand.contains(api))
            .distinct()
            .limit(MOST)
            .collect(Collectors.toSet());
    return apis.isEmpty()
        ? Optional.empty()
        : Optional.of(new OpenIdRight(first.kind(), true, apis));
  }

  /** The API of the tenant's own that is meant, if it is there. */
  private static Optional<ApiId> own(String called, TenantReader tenant) {
    Optional<Api> api =
        Audience.parse(called)
            .map(RegisteredIdentifier::new)
            .flatMap(tenant::api)
            .or(() -> Named.apiId(called).flatMap(tenant::api));
    return api.filter(it -> !(it.identifier() instanceof BuiltInApi)).map(Api::id);
  }

  /**
   * What he is to have at {@code api}, which is that of {@code builtIn}. Limited he has no
   * accounts.
   */
  Scopes at(BuiltInApi builtIn, Api api) {
    boolean admin = builtIn == BuiltInApi.ADMIN;
    Predicate<String> taken =
        switch (kind) {
          case ADMIN -> _ -> admin || only == null;
          case VIEWER -> scope -> admin && scope.endsWith(":read");
        };
    return Scopes.of(
        api.scopeNames().list().stream()
            .filter(taken)
            .filter(scope -> !ofApis || OF_CHOSEN_APIS.contains(scope))
            .toList());
  }
}
