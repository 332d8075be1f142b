package dev.postern.protocol.app;

import dev.postern.protocol.Claim;
import dev.postern.protocol.ClientId;
import dev.postern.protocol.Issuer;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.SigningKey;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * An app's client id with its private key: each request carries a new assertion that is signed with
 * it ({@code private_key_jwt}, RFC 7523 section 2.2). The key itself goes nowhere.
 */
final class ClientKey implements AppProof {

  private static final String ASSERTION_TYPE =
      "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  /** rfc7523bis: an assertion says what it is. */
  private static final String TYPE = "client-authentication+jwt";

  private static final Duration LIFETIME = Duration.ofMinutes(1);
  private static final int ID_BYTES = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final ClientId clientId;
  private final SigningKey key;

  ClientKey(ClientId clientId, SigningKey key) {
    this.clientId = clientId;
    this.key = key;
  }

  @Override
  public ClientId clientId() {
    return clientId;
  }

  @Override
  public Optional<String> authorization() {
    return Optional.empty();
  }

  @Override
  public String parameters(Issuer server, Instant now) {
    return "&client_assertion_type="
        + URLEncoder.encode(ASSERTION_TYPE, StandardCharsets.UTF_8)
        + "&client_assertion="
        + assertion(server, now);
  }

  private String assertion(Issuer server, Instant now) {
    byte[] id = new byte[ID_BYTES];
    RANDOM.nextBytes(id);
    JsonObject claims =
        JsonObject.builder()
            .put(Claim.ISS, clientId.text())
            .put(Claim.SUB, clientId.text())
            // rfc7523bis: the issuer alone, not the address of the endpoint.
            .put(Claim.AUD, server.text())
            .put(Claim.JTI, Base64.getUrlEncoder().withoutPadding().encodeToString(id))
            .put(Claim.IAT, now.getEpochSecond())
            .put(Claim.EXP, now.plus(LIFETIME).getEpochSecond())
            .build();
    return key.sign(TYPE, claims);
  }

  /** Never: what was sent can be used once, and was. */
  @Override
  public boolean within(String text) {
    return false;
  }

  /** Only the client id. */
  @Override
  public String toString() {
    return "ClientKey[" + clientId + "]";
  }
}
