package dev.postern.server.admin;

import dev.postern.protocol.Claim;
import dev.postern.protocol.ClientId;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.revocation.Closing;
import dev.postern.store.Api;
import dev.postern.store.ApiId;
import dev.postern.store.Exchange;
import dev.postern.store.Grant;
import dev.postern.store.GrantId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a grant says.
 *
 * @param scopes the permissions
 * @param claims own claims that every token carries
 * @param tokenLifetime how long its tokens live, or null: as the API says
 * @param expiresAt when it ends, or null
 * @param status whether it counts
 * @param exchange for which tokens of others there are tokens under it in exchange, or null
 * @param onlyApis at the Admin API, the only APIs that may be administered by it, or null
 */
record GrantSettings(
    Scopes scopes,
    JsonObject claims,
    @Nullable Duration tokenLifetime,
    @Nullable Instant expiresAt,
    Grant.Status status,
    @Nullable Exchange exchange,
    @Nullable Set<ApiId> onlyApis) {

  static final String SCOPES = "scopes";

  private static final int CLAIMS_BYTES = 4096;
  private static final int CLAIM_NAME = 128;
  private static final String LIFETIME = "token_lifetime_seconds";
  private static final List<String> MEMBERS =
      List.of(
          SCOPES,
          "claims",
          LIFETIME,
          "expires_at",
          "status",
          ExchangeSettings.NAME,
          LimitSettings.NAME);

  /** The subject of an app's own tokens. */
  private static final Pattern ACTOR = Pattern.compile("[A-Za-z0-9._~-]{1,128}@client");

  private static final int ACTOR_LENGTH = ClientId.LIMIT + "@client".length();

  /** Marks the members of a grant as known, where there is no API to read them for. */
  static void pass(Fields fields) {
    MEMBERS.forEach(fields::has);
  }

  /** These permissions, and nothing else said. */
  static GrantSettings of(Scopes scopes, Duration lifetime) {
    return new GrantSettings(
        scopes, JsonObject.EMPTY, lifetime, null, Grant.Status.ACTIVE, null, null);
  }

  /** The same with other permissions. */
  GrantSettings with(Scopes others) {
    return new GrantSettings(others, claims, tokenLifetime, expiresAt, status, exchange, onlyApis);
  }

  /** The same, limited to these APIs or, where there are none, not at all. */
  GrantSettings limitedTo(@Nullable Set<ApiId> apis) {
    return new GrantSettings(scopes, claims, tokenLifetime, expiresAt, status, exchange, apis);
  }

  /** Reads what a grant at {@code api} says, where so far there is {@code before}, or none. */
  static GrantSettings read(Fields fields, Api api, Edit edit, Optional<Grant> before) {
    @Nullable Exchange held = before.isPresent() ? before.get().exchange() : null;
    Scopes scopes = fields.scopes(SCOPES, api.scopeNames());
    OptionalLong lifetime = fields.integer(LIFETIME, 1, api.maxTokenLifetime().toSeconds());
    String status = fields.choice("status", "active", List.of("active", "suspended"));
    return new GrantSettings(
        scopes,
        claims(fields),
        lifetime.isPresent() ? Duration.ofSeconds(lifetime.getAsLong()) : null,
        fields.time("expires_at").orElse(null),
        status.equals("active") ? Grant.Status.ACTIVE : Grant.Status.SUSPENDED,
        ExchangeSettings.read(fields, api, edit, held),
        LimitSettings.read(fields, api, edit.tenant(), before));
  }

  private static JsonObject claims(Fields fields) {
    JsonObject claims = fields.within("claims", GrantSettings::claimsIn).orElse(JsonObject.EMPTY);
    boolean named =
        claims.members().keySet().stream()
            .allMatch(
                name -> Fields.printable(name, 1, CLAIM_NAME) && !Claim.RESERVED.contains(name));
    if (!named || claims.text().getBytes(StandardCharsets.UTF_8).length > CLAIMS_BYTES) {
      fields.wrong(
          "claims", "are at most 4,096 bytes, and none has the name of a claim that tokens have");
      return JsonObject.EMPTY;
    }
    return claims;
  }

  /**
   * All of them, for any name and value will do but one: who may act is written in one way, so that
   * nothing is ever taken for less than it says (RFC 8693 section 4.4).
   */
  private static JsonObject claimsIn(Fields fields) {
    JsonObject claims = fields.whole();
    if (claims.members().get(Claim.MAY_ACT) == JsonNull.NULL) {
      fields.wrong(Claim.MAY_ACT, "is an object");
    }
    Optional<String> _ = fields.within(Claim.MAY_ACT, GrantSettings::actor);
    return claims;
  }

  private static String actor(Fields fields) {
    String subject = fields.requiredText(Claim.SUB, ACTOR_LENGTH);
    if (!subject.isEmpty() && !ACTOR.matcher(subject).matches()) {
      fields.wrong(Claim.SUB, "names an app as its tokens do: <client_id>@client");
    }
    return subject;
  }

  static GrantSettings of(Grant grant) {
    return new GrantSettings(
        grant.scopes(),
        grant.claims(),
        grant.tokenLifetime(),
        grant.expiresAt(),
        grant.status(),
        grant.exchange(),
        grant.onlyApis());
  }

  /** As the Admin API shows a grant. */
  static JsonObject view(Grant grant) {
    JsonObject.Builder view =
        JsonObject.builder()
            .put("client_id", grant.clientId().text())
            .put("api_id", grant.apiId().text())
            .put(SCOPES, JsonArray.ofStrings(grant.scopes().list()))
            .put("claims", grant.claims());
    @Nullable Duration lifetime = grant.tokenLifetime();
    @Nullable Instant end = grant.expiresAt();
    if (lifetime != null) {
      view.put(LIFETIME, lifetime.toSeconds());
    } else {
      view.put(LIFETIME, (String) null);
    }
    return view.put("expires_at", end == null ? null : end.toString())
        .put("status", grant.status() == Grant.Status.ACTIVE ? "active" : "suspended")
        .put(ExchangeSettings.NAME, ExchangeSettings.view(grant.exchange()))
        .put(LimitSettings.NAME, Reach.json(grant.onlyApis()))
        .put("created_at", grant.createdAt().toString())
        .build();
  }

  /**
   * Whether a token that was rightly had under {@code before} would be refused, or end sooner, or
   * say something else under these: then the sessions of the grant are to be closed. A lifetime is
   * for tokens to come, and which APIs may be administered is asked at each call.
   */
  boolean narrower(Grant before, Closing closing) {
    boolean ended = before.status() == Grant.Status.ACTIVE && status == Grant.Status.SUSPENDED;
    @Nullable Instant oldEnd = before.expiresAt();
    boolean sooner =
        expiresAt != null
            && (oldEnd == null || expiresAt.isBefore(oldEnd))
            && closing.outlives(before, expiresAt);
    @Nullable Exchange terms = before.exchange();
    boolean otherTerms = terms != null && (exchange == null || !exchange.covers(terms));
    return ended
        || sooner
        || otherTerms
        || !scopes.containsAll(before.scopes())
        || !claims.equals(before.claims());
  }

  /**
   * Whether it counts at other times than {@code before}, by status or end, and nothing else of it
   * is said otherwise.
   */
  boolean saysOnlyWhenOf(Grant before) {
    GrantSettings old = of(before);
    GrantSettings then =
        new GrantSettings(
            scopes, claims, tokenLifetime, old.expiresAt, old.status, exchange, onlyApis);
    return !equals(old) && then.equals(old);
  }

  /** A new grant that says this. */
  Grant made(Edit edit, ClientId app, ApiId api) {
    GrantId id = new GrantId(edit.id("grant"));
    long number = edit.number();
    return new Grant(
        id,
        app,
        api,
        scopes,
        claims,
        tokenLifetime,
        expiresAt,
        status,
        exchange,
        onlyApis,
        number,
        edit.now(),
        number);
  }

  /** {@code before}, saying this from now on. */
  Grant in(Grant before, long epoch, long version) {
    return new Grant(
        before.id(),
        before.clientId(),
        before.apiId(),
        scopes,
        claims,
        tokenLifetime,
        expiresAt,
        status,
        exchange,
        onlyApis,
        epoch,
        before.createdAt(),
        version);
  }
}
