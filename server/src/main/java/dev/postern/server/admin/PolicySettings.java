package dev.postern.server.admin;

import dev.postern.protocol.Issuer;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import dev.postern.store.Api;
import dev.postern.store.ApiId;
import dev.postern.store.AuthenticationMethod;
import dev.postern.store.RegistrationPolicy;
import dev.postern.store.RegistrationPolicy.Offer;
import dev.postern.store.TenantReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What its owner says of a registration policy and may change.
 *
 * @param name its name for people
 * @param offers what an app may be granted
 * @param methods how an app may prove itself
 * @param byUrl whether its keys may stand at a URL
 * @param mostApps how many apps there may be at once
 * @param secretLifetime how long a secret lives, or null
 * @param expiresAt when its token ends, or null
 */
record PolicySettings(
    String name,
    List<Offer> offers,
    Set<AuthenticationMethod> methods,
    boolean byUrl,
    int mostApps,
    @Nullable Duration secretLifetime,
    @Nullable Instant expiresAt) {

  static final String GRANTS = "grants";

  private static final JsonArray NONE = new JsonArray(List.of());
  private static final int NAME = 128;
  private static final int MOST_GRANTS = 20;
  private static final String METHODS = "authentication_methods";
  private static final String BY_URL = "allow_jwks_uri";
  private static final String MOST_APPS = "max_apps";
  private static final int USUAL_APPS = 10;
  private static final int APPS_LIMIT = 100_000;
  private static final String SECRET_LIFETIME = "secret_lifetime_seconds";
  private static final long SHORTEST_SECRET = 60;
  private static final long LONGEST_SECRET = Duration.ofDays(3650).toSeconds();
  private static final List<String> NAMES =
      Arrays.stream(AuthenticationMethod.values()).map(AuthenticationMethod::text).toList();

  /** Reads what a policy says whose offers are read from the body, too. */
  static PolicySettings read(Fields fields, TenantReader tenant, Issuer issuer) {
    return read(fields, offers(fields, tenant, issuer));
  }

  /** The same where the offers are known. */
  static PolicySettings read(Fields fields, List<Offer> offers) {
    String name = fields.requiredText("name", NAME);
    OptionalLong apps = fields.integer(MOST_APPS, 1, APPS_LIMIT);
    OptionalLong lifetime = fields.integer(SECRET_LIFETIME, SHORTEST_SECRET, LONGEST_SECRET);
    return new PolicySettings(
        name,
        offers,
        methods(fields),
        fields.flag(BY_URL),
        (int) apps.orElse(USUAL_APPS),
        lifetime.isPresent() ? Duration.ofSeconds(lifetime.getAsLong()) : null,
        fields.time("expires_at").orElse(null));
  }

  private static List<Offer> offers(Fields body, TenantReader tenant, Issuer issuer) {
    Set<ApiId> seen = new HashSet<>();
    List<Offer> offers = new ArrayList<>();
    if (!body.has(GRANTS)) {
      body.wrong(GRANTS, "is missing");
      return offers;
    }
    if (body.member(GRANTS).filter(NONE::equals).isPresent()) {
      body.wrong(GRANTS, "names at least one API");
      return offers;
    }
    body.each(
        GRANTS,
        MOST_GRANTS,
        fields -> {
          Optional<Api> api = Grants.api(tenant, fields, issuer);
          if (api.isEmpty() || !seen.add(api.get().id())) {
            fields.has(GrantSettings.SCOPES);
            api.ifPresent(_ -> fields.wrong("api_id", "has a grant twice"));
          } else {
            Api there = api.get();
            offers.add(
                new Offer(there.id(), fields.scopes(GrantSettings.SCOPES, there.scopeNames())));
          }
          return api;
        });
    return offers;
  }

  private static Set<AuthenticationMethod> methods(Fields fields) {
    Set<AuthenticationMethod> methods = EnumSet.noneOf(AuthenticationMethod.class);
    if (!fields.has(METHODS)) {
      return EnumSet.allOf(AuthenticationMethod.class);
    }
    List<String> names = fields.texts(METHODS, NAMES.size());
    for (int i = 0; i < names.size(); i++) {
      String at = METHODS + "/" + i;
      AuthenticationMethod.parse(names.get(i))
          .ifPresentOrElse(
              methods::add, () -> fields.wrong(at, "is one of: " + String.join(", ", NAMES)));
    }
    if (fields.member(METHODS).filter(NONE::equals).isPresent()) {
      fields.wrong(METHODS, "names at least one of: " + String.join(", ", NAMES));
    }
    return methods;
  }

  static PolicySettings of(RegistrationPolicy policy) {
    return new PolicySettings(
        policy.name(),
        policy.offers(),
        policy.methods(),
        policy.byUrl(),
        policy.mostApps(),
        policy.secretLifetime(),
        policy.expiresAt());
  }

  /** As {@link #read} takes it, but for the offers. */
  JsonObject withoutGrants() {
    JsonObject.Builder settings =
        JsonObject.builder()
            .put("name", name)
            .put(
                METHODS,
                JsonArray.ofStrings(
                    methods.stream().sorted().map(AuthenticationMethod::text).toList()))
            .put(BY_URL, byUrl)
            .put(MOST_APPS, mostApps);
    if (secretLifetime != null) {
      settings.put(SECRET_LIFETIME, secretLifetime.toSeconds());
    } else {
      settings.put(SECRET_LIFETIME, (String) null);
    }
    return settings.put("expires_at", expiresAt == null ? null : expiresAt.toString()).build();
  }

  /** As {@link #read} takes it. */
  JsonObject json() {
    List<JsonValue> grants =
        offers.stream()
            .<JsonValue>map(offer ->
                JsonObject.builder()
                    .put("api_id", offer.apiId().text())
                    .put(GrantSettings.SCOPES, JsonArray.ofStrings(offer.scopes().list()))
                    .build())
            .toList();
    return JsonObject.builder().putAll(withoutGrants()).put(GRANTS, new JsonArray(grants)).build();
  }
}
