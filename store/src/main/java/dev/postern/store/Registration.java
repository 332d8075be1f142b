package dev.postern.store;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.json.JsonObject;

/**
 * That an app registered itself, and may see to its registration (RFC 7592). It ends with the app,
 * and with the policy.
 *
 * @param clientId the app
 * @param policyId what it registered by
 * @param tokenHash the hash of its registration access token, as secrets are hashed
 * @param metadata what it says of itself and an app does not keep
 * @param version the number of the change that last touched it
 */
public record Registration(
    ClientId clientId,
    RegistrationPolicyId policyId,
    String tokenHash,
    JsonObject metadata,
    long version) {

  /** Says what it is and never what it hides. */
  @Override
  public String toString() {
    return "Registration[" + clientId + " by " + policyId + "]";
  }
}
