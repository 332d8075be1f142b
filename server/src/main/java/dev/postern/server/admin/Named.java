package dev.postern.server.admin;

import dev.postern.protocol.ClientId;
import dev.postern.server.refusal.AdminReason;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.Api;
import dev.postern.store.ApiId;
import dev.postern.store.AppEntry;
import dev.postern.store.CertificateAuthorityId;
import dev.postern.store.CredentialId;
import dev.postern.store.RegistrationPolicyId;
import dev.postern.store.TenantName;
import dev.postern.store.TenantReader;
import java.util.Optional;

/**
 * Finds things by the names that callers write into paths and bodies. What cannot be a name names
 * nothing: the answer is the same as for a name that nothing has.
 */
final class Named {

  private Named() {}

  static Optional<ApiId> apiId(String text) {
    return ClientId.parse(text).map(it -> new ApiId(text));
  }

  static ApiId pathApi(String text) throws Refusal {
    return apiId(text).orElseThrow(Named::nothing);
  }

  static ClientId pathApp(String text) throws Refusal {
    return ClientId.parse(text).orElseThrow(Named::nothing);
  }

  static CredentialId pathCredential(String text) throws Refusal {
    return ClientId.parse(text).map(it -> new CredentialId(text)).orElseThrow(Named::nothing);
  }

  static RegistrationPolicyId pathPolicy(String text) throws Refusal {
    return ClientId.parse(text)
        .map(it -> new RegistrationPolicyId(text))
        .orElseThrow(Named::nothing);
  }

  static CertificateAuthorityId pathAuthority(String text) throws Refusal {
    return ClientId.parse(text)
        .map(it -> new CertificateAuthorityId(text))
        .orElseThrow(Named::nothing);
  }

  static TenantName pathTenant(String text) throws Refusal {
    return TenantName.parse(text).orElseThrow(Named::nothing);
  }

  static Api api(TenantReader tenant, ApiId id) throws Refusal {
    return tenant.api(id).orElseThrow(Named::nothing);
  }

  static AppEntry app(TenantReader tenant, ClientId id) throws Refusal {
    return tenant.app(id).orElseThrow(Named::nothing);
  }

  static Refusal nothing() {
    return new Refusal(new AdminReason.NotFound());
  }
}
