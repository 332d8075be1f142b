package dev.postern.server.clientauth;

import dev.postern.server.config.PublicAddress;
import dev.postern.store.TenantName;
import java.net.URI;
import java.util.List;

/**
 * Whom a passkey is made for (W3C Web Authentication section 5.4.2): a name, since authenticators
 * take no address of a network, and the origins from which its answers may come.
 *
 * @param id the relying party id: the host of the tenant's console, or of its issuer where there is
 *     none
 * @param origins scheme, host and port as browsers know them
 */
public record RelyingParty(String id, List<String> origins) {

  /** The relying party that a tenant is. */
  public static RelyingParty of(PublicAddress address, TenantName tenant) {
    PublicAddress consoles = address.consoles();
    String host = URI.create(consoles.issuer(tenant).text()).getHost();
    return new RelyingParty(PublicAddress.named(host), consoles.urls(tenant, ""));
  }
}
