package dev.postern.server.admin;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import dev.postern.server.config.OpenIdConfig;
import dev.postern.server.config.OpenIdRole;
import dev.postern.server.openid.Said;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.RegistrationReason;
import dev.postern.store.Api;
import dev.postern.store.App;
import dev.postern.store.AppEntry;
import dev.postern.store.BuiltInApi;
import dev.postern.store.Credential;
import dev.postern.store.CredentialId;
import dev.postern.store.Grant;
import dev.postern.store.OpenIdCredential;
import dev.postern.store.Principal;
import dev.postern.store.Profile;
import dev.postern.store.Proof;
import dev.postern.store.TenantName;
import dev.postern.store.TenantReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The people whom the OpenID provider vouches for: each is made when he first signs in, and what he
 * may do at the two built-in APIs is what his role says now, however it came to be what it is.
 *
 * <p>His client id is made from who he is at the provider, so nobody is there twice.
 */
final class OpenIdPeople {

  /** How long a token for accounts lives, which the console shows them by. */
  private static final Duration ACCOUNTS = Duration.ofMinutes(15);

  private static final String PREFIX = "app_";
  private static final int HASHED = 13;
  private static final int LONGEST_NAME = 128;

  private final Changes changes;

  OpenIdPeople(Changes changes) {
    this.changes = changes;
  }

  /**
   * Somebody whom the provider vouches for.
   *
   * @param tenant where he signs in
   * @param address from which network address
   * @param at when
   * @param said what the provider says of him
   */
  record Visitor(TenantName tenant, String address, Instant at, Said said) {}

  /** What somebody is to have at one API. */
  private record Wanted(Api api, Scopes scopes, Duration lifetime) {}

  /** The credential by which he is known, once he may do what his role says and nothing else. */
  OpenIdCredential known(Visitor visitor, OpenIdConfig config) throws Refusal {
    ClientId id = id(visitor.said().principal());
    Optional<OpenIdRole.Kind> role = role(visitor.said(), config);
    Optional<AppEntry> present = changes.read(visitor.tenant(), tenant -> tenant.app(id));
    if (present.isEmpty() && role.isEmpty()) {
      throw new Refusal(RegistrationReason.NO_ROLE);
    }
    if (role.isPresent() && present.filter(it -> way(it, visitor).isEmpty()).isPresent()) {
      throw new Refusal(RegistrationReason.PERSON_CLOSED);
    }
    AppEntry person =
        present.isPresent() && settled(visitor, present.get(), role)
            ? present.get()
            : changes.change(
                new Registrant(visitor.tenant(), id.text(), visitor.address(), visitor.at()),
                edit -> settle(edit, id, visitor, role));
    if (role.isEmpty()) {
      throw new Refusal(RegistrationReason.NO_ROLE);
    }
    return way(person, visitor).orElseThrow(() -> new Refusal(RegistrationReason.PERSON_CLOSED));
  }

  /** By which credential the visitor may come in as {@code person}; empty where by none. */
  private static Optional<OpenIdCredential> way(AppEntry person, Visitor visitor) {
    for (Credential each : person.credentials()) {
      if (person.app().status() == App.Status.ACTIVE
          && each instanceof OpenIdCredential openId
          && openId.principal().equals(visitor.said().principal())
          && openId.live(visitor.at())) {
        return Optional.of(openId);
      }
    }
    return Optional.empty();
  }

  /** The first role of the configuration that he has. */
  private static Optional<OpenIdRole.Kind> role(Said said, OpenIdConfig config) {
    return config.roles().stream()
        .filter(role -> said.roles().contains(role.value()))
        .map(OpenIdRole::kind)
        .findFirst();
  }

  /** One name for one principal: 104 bits of a hash, in the letters of other ids. */
  static ClientId id(Principal principal) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] hash =
          digest.digest(
              ("postern openid person\0" + principal.issuer() + '\0' + principal.subject())
                  .getBytes(StandardCharsets.UTF_8));
      return new ClientId(PREFIX + HexFormat.of().formatHex(hash, 0, HASHED));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean settled(Visitor visitor, AppEntry person, Optional<OpenIdRole.Kind> role)
      throws Refusal {
    return changes.read(
        visitor.tenant(),
        tenant -> {
          for (BuiltInApi builtIn : BuiltInApi.values()) {
            Api api = tenant.api(builtIn).orElseThrow(Named::nothing);
            Scopes has = person.grant(api.id()).map(Grant::scopes).orElse(Scopes.none());
            Optional<Wanted> wanted = wanted(builtIn, api, due(tenant, person, builtIn, role));
            if (!has.equals(wanted.map(Wanted::scopes).orElse(Scopes.none()))) {
              return false;
            }
          }
          return true;
        });
  }

  /**
   * The role that counts at an API: whom administrators limited to chosen APIs, his role opens no
   * accounts.
   */
  private static Optional<OpenIdRole.Kind> due(
      TenantReader tenant, AppEntry person, BuiltInApi builtIn, Optional<OpenIdRole.Kind> role) {
    boolean limited =
        tenant
            .api(BuiltInApi.ADMIN)
            .flatMap(api -> person.grant(api.id()))
            .filter(grant -> grant.onlyApis() != null)
            .isPresent();
    return limited && builtIn == BuiltInApi.IDENTITY ? Optional.empty() : role;
  }

  private static Optional<Wanted> wanted(
      BuiltInApi builtIn, Api api, Optional<OpenIdRole.Kind> role) {
    boolean admin = builtIn == BuiltInApi.ADMIN;
    Predicate<String> taken =
        switch (role.orElse(null)) {
          case ADMIN -> _ -> true;
          case VIEWER -> scope -> admin && scope.endsWith(":read");
          case null -> _ -> false;
        };
    List<String> scopes = api.scopeNames().list().stream().filter(taken).toList();
    Duration lifetime = admin ? People.SESSION : ACCOUNTS;
    Duration longest = api.maxTokenLifetime();
    return scopes.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Wanted(
                api, Scopes.of(scopes), lifetime.compareTo(longest) < 0 ? lifetime : longest));
  }

  private static AppEntry settle(
      Edit edit, ClientId id, Visitor visitor, Optional<OpenIdRole.Kind> role) throws Refusal {
    Optional<AppEntry> before = edit.tenant().app(id);
    if (role.isPresent() && before.filter(it -> way(it, visitor).isEmpty()).isPresent()) {
      // Whoever else has the app now, gets nothing by this.
      throw new Refusal(RegistrationReason.PERSON_CLOSED);
    }
    AppEntry person = before.isPresent() ? before.get() : made(edit, id, visitor);
    List<Grant> grants = new ArrayList<>(person.grants());
    for (BuiltInApi builtIn : BuiltInApi.values()) {
      Api api = edit.tenant().api(builtIn).orElseThrow(Named::nothing);
      Optional<Grant> old = person.grant(api.id());
      Optional<OpenIdRole.Kind> due = due(edit.tenant(), person, builtIn, role);
      Optional<Grant> given = given(edit, person, old, wanted(builtIn, api, due));
      old.ifPresent(grants::remove);
      given.ifPresent(grants::add);
    }
    AppEntry after = new AppEntry(person.app(), person.credentials(), grants);
    edit.log(
        before.isPresent() ? "person.update" : "person.create",
        Apps.target(after.app()),
        before.isPresent() ? told(before.get(), visitor) : JsonNull.NULL,
        told(after, visitor));
    return after;
  }

  /**
   * The grant that somebody has from now on; what his administrators said of it stays. Whose role
   * is gone keeps one without permissions: with another role it would else be a new grant, without
   * the limits of the old one.
   */
  private static Optional<Grant> given(
      Edit edit, AppEntry person, Optional<Grant> old, Optional<Wanted> wanted) {
    Scopes scopes = wanted.map(Wanted::scopes).orElse(Scopes.none());
    Optional<Grant> given =
        old.isPresent()
            ? Optional.of(
                Grants.replaced(edit, old.get(), GrantSettings.of(old.get()).with(scopes)))
            : wanted.map(role ->
                GrantSettings.of(role.scopes(), role.lifetime())
                    .made(edit, person.app().clientId(), role.api().id()));
    given.ifPresent(edit.tenant()::put);
    return given;
  }

  private static AppEntry made(Edit edit, ClientId id, Visitor visitor) {
    App app =
        new AppSettings(
                name(visitor.said().name()),
                "Signs in by " + visitor.said().principal().issuer(),
                App.Status.ACTIVE,
                Map.of(),
                List.of(),
                App.Limits.NONE,
                Set.of(),
                Proof.NONE,
                Profile.STANDARD)
            .app(id, edit.number(), edit.now(), edit.number());
    OpenIdCredential credential =
        new OpenIdCredential(
            new CredentialId(edit.id("cred")),
            id,
            visitor.said().principal(),
            cut(app.name(), OpenIdCredential.LONGEST_HINT),
            edit.now(),
            null,
            edit.number(),
            edit.number());
    edit.tenant().put(app);
    edit.tenant().put(credential);
    return new AppEntry(app, List.of(credential), List.of());
  }

  /** What a name may be here: the provider may say anything. */
  private static String name(String said) {
    StringBuilder name = new StringBuilder();
    said.codePoints()
        .filter(c -> Fields.printable(Character.toString(c), 1, 1))
        .forEach(name::appendCodePoint);
    String text = name.toString().strip();
    return text.isEmpty() ? "nameless" : cut(text, LONGEST_NAME);
  }

  private static String cut(String text, int longest) {
    return text.codePointCount(0, text.length()) <= longest
        ? text
        : text.substring(0, text.offsetByCodePoints(0, longest));
  }

  private static JsonObject told(AppEntry person, Visitor visitor) {
    List<JsonValue> grants = person.grants().stream().<JsonValue>map(GrantSettings::view).toList();
    return JsonObject.builder()
        .putAll(Apps.view(person.app()))
        .put("issuer", visitor.said().principal().issuer())
        .put("subject", visitor.said().principal().subject())
        .put("grants", new JsonArray(grants))
        .build();
  }
}
