package dev.postern.server.clientauth;

import dev.postern.protocol.ClientId;
import dev.postern.store.CredentialId;
import dev.postern.store.TenantName;

/**
 * What is to take the place of an imported hash in the store, now that its secret was seen.
 *
 * @param tenant the tenant
 * @param app the app
 * @param credential the credential
 * @param imported the hash that it has
 * @param ours the hash that it is to have: under the pepper, as of a secret that Postern made
 */
public record Rehash(
    TenantName tenant, ClientId app, CredentialId credential, String imported, String ours) {

  /** Says whose it is and no hash. */
  @Override
  public String toString() {
    return "Rehash[" + credential + " of " + app + "]";
  }
}
