package dev.postern.server.admin;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import dev.postern.server.config.OpenIdConfig;
import dev.postern.server.openid.Said;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.RegistrationReason;
import dev.postern.store.Api;
import dev.postern.store.ApiId;
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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
  private final NotLetIn notLetIn = new NotLetIn();

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

  /**
   * What is to become of somebody by what his roles say now.
   *
   * @param right what he may do; empty where nothing
   * @param limits what his credential is to keep of how he is limited
   */
  private record Due(Optional<OpenIdRight> right, OpenIdCredential.Limits limits) {

    Scopes at(BuiltInApi builtIn, Api api) {
      return right.map(it -> it.at(builtIn, api)).orElse(Scopes.none());
    }

    /** The limit of his grant, which is {@code held} so far: it outlives what he may do. */
    @Nullable Set<ApiId> only(BuiltInApi builtIn, Optional<Grant> held) {
      if (right.isPresent() && builtIn == BuiltInApi.ADMIN) {
        return right.get().only();
      }
      return held.isPresent() ? held.get().onlyApis() : null;
    }
  }

  /** Somebody who is there, and what of his right is put down already. */
  private record Seen(Optional<AppEntry> person, Due due, boolean settled) {}

  /** The credential by which he is known, once he may do what his role says and nothing else. */
  OpenIdCredential known(Visitor visitor, OpenIdConfig config) throws Refusal {
    try {
      return letIn(visitor, config);
    } catch (Refusal refusal) {
      notLetIn.log(visitor, config, refusal.reason());
      throw refusal;
    }
  }

  private OpenIdCredential letIn(Visitor visitor, OpenIdConfig config) throws Refusal {
    ClientId id = id(visitor.said().principal());
    Seen before = changes.read(visitor.tenant(), tenant -> seen(tenant, id, visitor, config));
    Seen now =
        before.settled()
            ? before
            : changes.change(
                new Registrant(visitor.tenant(), id.text(), visitor.address(), visitor.at()),
                edit -> settle(edit, id, visitor, config));
    if (now.due().right().isEmpty()) {
      throw new Refusal(RegistrationReason.NO_ROLE);
    }
    return now.person()
        .flatMap(person -> way(person, visitor))
        .orElseThrow(() -> new Refusal(RegistrationReason.PERSON_CLOSED));
  }

  /** By which credential the visitor may come in as {@code person}; empty where by none. */
  private static Optional<OpenIdCredential> way(AppEntry person, Visitor visitor) {
    return credential(person, visitor)
        .filter(it -> person.app().status() == App.Status.ACTIVE && it.live(visitor.at()));
  }

  /** The credential of the visitor, should {@code person} have it still. */
  private static Optional<OpenIdCredential> credential(AppEntry person, Visitor visitor) {
    for (Credential each : person.credentials()) {
      if (each instanceof OpenIdCredential openId
          && openId.principal().equals(visitor.said().principal())) {
        return Optional.of(openId);
      }
    }
    return Optional.empty();
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

  /** Refuses of whom nothing is to be made, and to whom nothing is to be given. */
  private static Seen seen(TenantReader tenant, ClientId id, Visitor visitor, OpenIdConfig config)
      throws Refusal {
    Optional<AppEntry> person = tenant.app(id);
    Due due = due(tenant, person, visitor, config);
    if (person.isEmpty() && due.right().isEmpty()) {
      throw new Refusal(RegistrationReason.NO_ROLE);
    }
    if (due.right().isPresent() && person.filter(it -> way(it, visitor).isEmpty()).isPresent()) {
      // Whoever else has the app now, gets nothing by this.
      throw new Refusal(RegistrationReason.PERSON_CLOSED);
    }
    boolean settled = person.isPresent() && settled(tenant, person.get(), visitor, due);
    return new Seen(person, due, settled);
  }

  /**
   * What his roles say, within what administrators here say: where his grant is limited otherwise
   * than he was left when he last signed in, that was them.
   */
  private static Due due(
      TenantReader tenant, Optional<AppEntry> person, Visitor visitor, OpenIdConfig config)
      throws Refusal {
    OpenIdCredential.Limits before =
        person
            .flatMap(it -> credential(it, visitor))
            .map(OpenIdCredential::limits)
            .orElse(OpenIdCredential.Limits.NONE);
    Api admin = tenant.api(BuiltInApi.ADMIN).orElseThrow(Named::nothing);
    @Nullable Set<ApiId> byHand = byHand(person.flatMap(it -> it.grant(admin.id())), before);
    Optional<OpenIdRight> right = OpenIdRight.of(visitor.said(), config, tenant, byHand);
    return new Due(
        right,
        right.isPresent() ? new OpenIdCredential.Limits(right.get().only(), byHand) : before);
  }

  private static @Nullable Set<ApiId> byHand(Optional<Grant> held, OpenIdCredential.Limits before) {
    if (held.isEmpty()) {
      // Who takes a grant away lifts no limit.
      return before.byHand();
    }
    @Nullable Set<ApiId> only = held.get().onlyApis();
    return Objects.equals(only, before.last()) ? before.byHand() : only;
  }

  private static boolean settled(TenantReader tenant, AppEntry person, Visitor visitor, Due due)
      throws Refusal {
    for (BuiltInApi builtIn : BuiltInApi.values()) {
      Api api = tenant.api(builtIn).orElseThrow(Named::nothing);
      Optional<Grant> held = person.grant(api.id());
      Scopes has = held.map(Grant::scopes).orElse(Scopes.none());
      @Nullable Set<ApiId> only = held.isPresent() ? held.get().onlyApis() : null;
      if (!has.equals(due.at(builtIn, api)) || !Objects.equals(only, due.only(builtIn, held))) {
        return false;
      }
    }
    return credential(person, visitor).filter(it -> !it.limits().equals(due.limits())).isEmpty();
  }

  private static Seen settle(Edit edit, ClientId id, Visitor visitor, OpenIdConfig config)
      throws Refusal {
    Seen before = seen(edit.tenant(), id, visitor, config);
    AppEntry person = before.person().isPresent() ? before.person().get() : made(edit, id, visitor);
    List<Grant> grants = new ArrayList<>(person.grants());
    for (BuiltInApi builtIn : BuiltInApi.values()) {
      Api api = edit.tenant().api(builtIn).orElseThrow(Named::nothing);
      Optional<Grant> old = person.grant(api.id());
      Optional<Grant> given = given(edit, id, builtIn, old, before.due());
      old.ifPresent(grants::remove);
      given.ifPresent(grants::add);
    }
    AppEntry after =
        new AppEntry(person.app(), limited(edit, person, visitor, before.due()), grants);
    edit.log(
        before.person().isPresent() ? "person.update" : "person.create",
        Apps.target(after.app()),
        before.person().isPresent() ? told(before.person().get(), visitor) : JsonNull.NULL,
        told(after, visitor));
    return new Seen(Optional.of(after), before.due(), true);
  }

  /**
   * The grant that somebody has from now on; what his administrators said of it stays. Whose role
   * is gone keeps one without permissions: with another role it would else be a new grant, without
   * the limits of the old one.
   */
  private static Optional<Grant> given(
      Edit edit, ClientId id, BuiltInApi builtIn, Optional<Grant> old, Due due) throws Refusal {
    Api api = edit.tenant().api(builtIn).orElseThrow(Named::nothing);
    Scopes scopes = due.at(builtIn, api);
    if (old.isEmpty() && scopes.empty()) {
      return Optional.empty();
    }
    @Nullable Set<ApiId> only = due.only(builtIn, old);
    Grant given =
        old.isPresent()
            ? narrowed(edit, old.get(), GrantSettings.of(old.get()).with(scopes).limitedTo(only))
            : GrantSettings.of(scopes, lifetime(builtIn, api))
                .limitedTo(only)
                .made(edit, id, api.id());
    edit.tenant().put(given);
    return Optional.of(given);
  }

  private static Grant narrowed(Edit edit, Grant old, GrantSettings settings) {
    return Grants.replaced(edit, old, settings, settings.narrower(old, edit.closing()));
  }

  private static Duration lifetime(BuiltInApi builtIn, Api api) {
    Duration lifetime = builtIn == BuiltInApi.ADMIN ? People.SESSION : ACCOUNTS;
    Duration longest = api.maxTokenLifetime();
    return lifetime.compareTo(longest) < 0 ? lifetime : longest;
  }

  /** His credentials, of which the one by which he comes keeps how he is limited. */
  private static List<Credential> limited(Edit edit, AppEntry person, Visitor visitor, Due due) {
    List<Credential> all = new ArrayList<>(person.credentials());
    Optional<OpenIdCredential> his =
        credential(person, visitor).filter(it -> !it.limits().equals(due.limits()));
    if (his.isPresent()) {
      OpenIdCredential after = his.get().limited(due.limits(), edit.number());
      edit.tenant().put(after);
      all.set(all.indexOf(his.get()), after);
    }
    return all;
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
            OpenIdCredential.Limits.NONE,
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
