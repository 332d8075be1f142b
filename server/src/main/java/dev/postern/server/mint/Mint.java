package dev.postern.server.mint;

import dev.postern.protocol.Claim;
import dev.postern.protocol.ClientId;
import dev.postern.protocol.Issuer;
import dev.postern.protocol.SessionId;
import dev.postern.protocol.TokenId;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonOutput;
import dev.postern.protocol.json.JsonValue;
import dev.postern.protocol.token.AccessToken;
import dev.postern.protocol.token.Binding;
import dev.postern.protocol.token.Origin;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.policy.Permit;
import dev.postern.server.session.SessionKey;
import dev.postern.store.App;
import dev.postern.store.Tenant;
import dev.postern.store.TenantName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Writes what a permit allows into claims (RFC 9068 section 2.2). */
public final class Mint {

  private static final int USUAL_BYTES = 1024;

  private final PublicAddress address;
  private final Function<TenantName, SessionKey> sessions;

  /** A mint for the tenants at {@code address}, whose sessions are computed by {@code sessions}. */
  public Mint(PublicAddress address, Function<TenantName, SessionKey> sessions) {
    this.address = address;
    this.sessions = sessions;
  }

  /** The claims of one token. */
  public AccessTokenClaims mint(Permit permit, TokenId id, Instant now) {
    Tenant tenant = permit.client().tenant().tenant();
    App app = permit.client().entry().app();
    SessionId own =
        sessions
            .apply(tenant.name())
            .session(permit.api(), app, permit.grant(), permit.client().credential());
    Optional<Permit.Behalf> behalf = permit.behalf();
    SessionId session = behalf.isEmpty() ? own : own.restingOn(behalf.get().token().session());
    Issuer issuer = address.issuer(tenant.name());
    JsonOutput claims =
        own(permit)
            .put(Claim.ISS, issuer.text())
            .put(
                Claim.SUB,
                behalf.isEmpty() ? app.clientId().subject() : behalf.get().token().subject())
            .put(Claim.CLIENT_ID, app.clientId().text())
            .put(Claim.AUD, permit.api().identifier().audience(issuer).text())
            .put(Claim.JTI, id.text())
            .put(Claim.SID, session.text())
            .put(Claim.CID, tenant.apiKey())
            .put(Claim.IAT, now.getEpochSecond())
            .put(Claim.EXP, permit.expiresAt().getEpochSecond())
            .put(Claim.SCP, permit.scopes())
            .put(Claim.SCOPE, permit.scopes().text())
            .put(Claim.GTY, permit.grantType());
    switch (permit.binding()) {
      case Binding.None none -> {}
      // RFC 9449 6.1
      case Binding.ToKey(var key) ->
          claims.put(Claim.CNF, JsonObject.builder().put(Binding.JKT, key.text()).build());
      // RFC 8705 3.1
      case Binding.ToCertificate(var certificate) ->
          claims.put(
              Claim.CNF, JsonObject.builder().put(Binding.X5T_S256, certificate.text()).build());
    }
    if (behalf.isPresent()) {
      onBehalf(claims, behalf.get(), app.clientId());
    }
    return new AccessTokenClaims(tenant.name(), permit.api().algorithm(), claims.bytes());
  }

  private static void onBehalf(JsonOutput claims, Permit.Behalf behalf, ClientId actor) {
    AccessToken token = behalf.token();
    if (behalf.actorNamed()) {
      // RFC 8693 4.1: the newest actor outermost, those before it inside.
      JsonObject.Builder act = JsonObject.builder().put(Claim.SUB, actor.subject());
      token.claims().member(Claim.ACT).ifPresent(earlier -> act.put(Claim.ACT, earlier));
      claims.put(Claim.ACT, act.build());
    }
    List<JsonValue> origins = new ArrayList<>();
    origins.add(origin(new Origin(token.id(), token.key())));
    token.origins().forEach(each -> origins.add(origin(each)));
    claims.put(Claim.EXCHANGED_FOR, new JsonArray(origins));
  }

  private static JsonObject origin(Origin origin) {
    return JsonObject.builder()
        .put(Origin.JTI, origin.id().text())
        .put(Origin.KID, origin.key().text())
        .build();
  }

  /** A grant's own claims; whatever it may hold, no name of ours is among them. */
  private static JsonOutput own(Permit permit) {
    JsonOutput own = JsonOutput.object(USUAL_BYTES);
    permit
        .claims()
        .members()
        .forEach((name, value) -> {
          if (!Claim.RESERVED.contains(name)) {
            own.put(name, value);
          }
        });
    return own;
  }
}
