package dev.postern.checks.console;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** A virtual authenticator in the device, as a fingerprint reader is one. */
final class Passkeys {
  private final Devtools devtools;
  private final String id;

  Passkeys(Devtools devtools) {
    this.devtools = devtools;
    devtools.send("WebAuthn.enable");
    JsonObject options = new JsonObject();
    options.addProperty("protocol", "ctap2");
    options.addProperty("transport", "internal");
    options.addProperty("hasResidentKey", true);
    options.addProperty("hasUserVerification", true);
    options.addProperty("isUserVerified", true);
    options.addProperty("automaticPresenceSimulation", true);
    JsonObject parameters = new JsonObject();
    parameters.add("options", options);
    id =
        devtools
            .send("WebAuthn.addVirtualAuthenticator", parameters)
            .get("authenticatorId")
            .getAsString();
  }

  /** How many it holds. */
  int count() {
    return all().size();
  }

  /** Those that it holds, private keys and all. */
  JsonArray all() {
    return devtools.send("WebAuthn.getCredentials", authenticator()).getAsJsonArray("credentials");
  }

  /** Holds these as well, as a device does that their owner has synchronized. */
  void take(JsonArray credentials) {
    for (JsonElement credential : credentials) {
      JsonObject parameters = authenticator();
      parameters.add("credential", credential);
      devtools.send("WebAuthn.addCredential", parameters);
    }
  }

  /**
   * Its owner cannot, or does not want to, show who he is: every question from now on is refused.
   */
  void refuse() {
    verified(false);
  }

  /** Its owner agrees to everything again. */
  void agree() {
    verified(true);
  }

  private void verified(boolean value) {
    JsonObject parameters = authenticator();
    parameters.addProperty("isUserVerified", value);
    devtools.send("WebAuthn.setUserVerified", parameters);
  }

  private JsonObject authenticator() {
    JsonObject parameters = new JsonObject();
    parameters.addProperty("authenticatorId", id);
    return parameters;
  }
}
