package dev.postern.server.admin;

import dev.postern.store.ApiScope;
import dev.postern.store.BuiltInApi;
import dev.postern.store.TenantName;
import java.util.ArrayList;
import java.util.List;

/** The permissions of the two APIs that every tenant has. */
public final class BuiltInScopes {

  private static final List<ApiScope> IDENTITY =
      List.of(
          new ApiScope("profile:read", "Read accounts"),
          new ApiScope("profile:create", "Create accounts"),
          new ApiScope("profile:update", "Change accounts"),
          new ApiScope("profile:delete", "Delete accounts"));

  private static final List<ApiScope> ADMIN =
      List.of(
          new ApiScope("apis:read", "See APIs"),
          new ApiScope("apis:write", "Define, change and delete APIs"),
          new ApiScope("apps:read", "See apps, their credentials and grants"),
          new ApiScope("apps:write", "Make, change, block and delete apps and what they may do"),
          new ApiScope("keys:read", "See signing keys"),
          new ApiScope("keys:write", "Rotate signing keys"),
          new ApiScope("revocations:write", "Revoke tokens, and see what is revoked"),
          new ApiScope("audit:read", "Read the audit log"),
          new ApiScope("usage:read", "Read usage counts"));

  private static final List<ApiScope> TENANTS =
      List.of(
          new ApiScope("tenants:read", "See tenants"),
          new ApiScope("tenants:write", "Found, block and unblock tenants"));

  private BuiltInScopes() {}

  /** The permissions of {@code api} in {@code tenant}; only {@code default} looks after tenants. */
  public static List<ApiScope> of(BuiltInApi api, TenantName tenant) {
    return switch (api) {
      case IDENTITY -> IDENTITY;
      case ADMIN -> {
        List<ApiScope> scopes = new ArrayList<>(ADMIN);
        if (tenant.equals(TenantName.DEFAULT)) {
          scopes.addAll(TENANTS);
        }
        yield List.copyOf(scopes);
      }
    };
  }
}
