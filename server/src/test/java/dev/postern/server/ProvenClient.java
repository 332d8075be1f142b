package dev.postern.server;

import dev.postern.server.clientauth.AuthenticatedClient;
import dev.postern.server.clientauth.ClientAuthentication;
import dev.postern.server.clientauth.ClientProof;
import dev.postern.server.clientauth.Recognized;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.TenantName;

/** Clients that have proved who they are, by what is used up by that. */
public final class ProvenClient {

  private ProvenClient() {}

  public static AuthenticatedClient of(TokenSite site, TenantName tenant, ClientProof proof)
      throws Refusal {
    return of(site.authentication, site, tenant, proof);
  }

  /** The same where another part of the server looks at the proof. */
  public static AuthenticatedClient of(
      ClientAuthentication by, TokenSite site, TenantName tenant, ClientProof proof)
      throws Refusal {
    Recognized recognized = by.recognize(site.tenant(tenant), proof, site.now());
    recognized.useUp(site.now());
    return recognized.client();
  }
}
