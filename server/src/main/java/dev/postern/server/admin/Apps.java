package dev.postern.server.admin;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.Api;
import dev.postern.store.ApiId;
import dev.postern.store.App;
import dev.postern.store.AppEntry;
import dev.postern.store.AppFilter;
import dev.postern.store.AppUse;
import dev.postern.store.BuiltInApi;
import dev.postern.store.Exchange;
import dev.postern.store.Found;
import dev.postern.store.Grant;
import dev.postern.store.TenantReader;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The apps that get tokens. */
public final class Apps {

  private final Changes changes;
  private final Credentials credentials;
  private final PublicAddress address;

  Apps(Changes changes, Credentials credentials, PublicAddress address) {
    this.changes = changes;
    this.address = address;
    this.credentials = credentials;
  }

  /** A part of the list, or of what is looked for in it, in the order of their making. */
  public JsonObject list(Actor by, Filters query) throws Refusal {
    Paging paging = query.paging();
    AppFilter filter = Searches.apps(query);
    query.finish();
    return changes.read(
        by.tenant(),
        reader -> {
          Found<App> found = ReachedApps.search(by, reader, filter, paging.page());
          Map<ClientId, AppUse> uses =
              by.reach().limited()
                  ? Map.of()
                  : reader.uses(found.items().stream().map(App::clientId).toList());
          return paging.shown(
              found,
              app -> listed(shown(by, app), by, uses.getOrDefault(app.clientId(), AppUse.NONE)),
              app -> app.clientId().text());
        });
  }

  /** One app. */
  public Tagged read(Actor by, String id) throws Refusal {
    ClientId named = Named.pathApp(id);
    App app = changes.read(by.tenant(), reader -> ReachedApps.app(by, reader, named).app());
    return new Tagged(shown(by, app), app.version());
  }

  /** With what it proves itself, which is nothing to whoever is limited to APIs. */
  private static JsonObject listed(JsonObject app, Actor by, AppUse use) {
    if (by.reach().limited()) {
      return app;
    }
    List<String> types = use.types().stream().map(NewCredential::type).sorted().toList();
    @Nullable Instant used = use.lastUsed();
    return JsonObject.builder()
        .putAll(app)
        .put("credential_types", JsonArray.ofStrings(types))
        .put("last_used_at", used == null ? null : used.toString())
        .build();
  }

  /** As {@code by} sees an app: of the APIs that it acts for, those that he may know of. */
  private static JsonObject shown(Actor by, App app) {
    List<String> known =
        app.actsFor().stream().filter(by.reach()::covers).map(ApiId::text).sorted().toList();
    return JsonObject.builder()
        .putAll(view(app))
        .put(AppSettings.ACTS_FOR, JsonArray.ofStrings(known))
        .build();
  }

  /** Who calls: his name for people, what his token permits, and which APIs he is limited to. */
  public JsonObject self(Actor by) throws Refusal {
    AppEntry entry = changes.read(by.tenant(), reader -> Named.app(reader, by.clientId()));
    App app = entry.app();
    Set<String> types =
        entry.credentials().stream()
            .map(Credentials::type)
            .collect(Collectors.toCollection(TreeSet::new));
    List<String> accounts =
        changes.read(by.tenant(), reader -> Holdings.atIdentity(by, reader).list());
    return JsonObject.builder()
        .put("client_id", app.clientId().text())
        .put("name", app.name())
        .put("scopes", JsonArray.ofStrings(by.scopes().list()))
        .put("identity_scopes", JsonArray.ofStrings(accounts))
        .put(LimitSettings.NAME, by.reach().json())
        .put("credential_types", JsonArray.ofStrings(types))
        .build();
  }

  /**
   * Makes an app with a first credential, a secret unless the body says, and with grants where the
   * body has them.
   */
  public Made create(Actor by, JsonObject body, Optional<Once> once) throws Refusal {
    return changes.make(by, once, edit -> create(edit, body));
  }

  private Made create(Edit edit, JsonObject body) throws Refusal {
    ClientId id = new ClientId(edit.id("app"));
    Fields fields = new Fields(body).fixed("client_id", "client_secret", "created_at");
    AppSettings settings = AppSettings.read(fields);
    checkActsFor(fields, edit.tenant(), settings, Set.of());
    NewCredential first =
        fields
            .within("credential", inner -> credentials.wanted(inner, edit.now()))
            .orElse(NewCredential.USUAL);
    List<Grant> grants = Grants.bornWith(edit, id, fields, address.issuer(edit.by().tenant()));
    fields.finish();
    Holdings.require(edit.by(), edit.tenant(), grants);
    App app = settings.app(id, edit.number(), edit.now(), edit.number());
    edit.tenant().put(app);
    Credentials.Fresh credential = credentials.fresh(edit, id, first);
    Strictness.require(edit.tenant(), app, credential.credential());
    Strictness.require(edit.tenant(), app, grants);
    grants.forEach(edit.tenant()::put);
    JsonArray shown = new JsonArray(List.copyOf(grants.stream().map(GrantSettings::view).toList()));
    JsonObject all = JsonObject.builder().putAll(view(app)).put("grants", shown).build();
    edit.made("app.create", target(app), all);
    return new Made(
        "apps/" + id,
        JsonObject.builder()
            .putAll(all)
            .put("credential_id", credential.credential().id().text())
            .putAll(credential.shownOnce())
            .build(),
        edit.number(),
        credential.shownOnce().members().keySet());
  }

  /**
   * Changes an app by a merge patch (RFC 7396). Blocking it closes every session of the app, and so
   * does demanding a proof of tokens that needed none, a stricter profile, or no longer acting for
   * an API whose tokens it exchanges.
   */
  public Tagged patch(Actor by, String id, JsonObject patch, Precondition precondition)
      throws Refusal {
    ClientId named = Named.pathApp(id);
    return changes.change(
        by,
        edit -> {
          AppEntry entry = Named.app(edit.tenant(), named);
          App before = entry.app();
          precondition.check(before.version());
          Fields fields =
              new Fields(MergePatch.apply(AppSettings.of(before).json(), patch))
                  .fixed("client_id", "client_secret", "created_at");
          AppSettings settings = AppSettings.read(fields);
          checkActsFor(fields, edit.tenant(), settings, before.actsFor());
          fields.finish();
          Holdings.require(by, edit.tenant(), entry);
          boolean tightened = settings.profile().stricterThan(before.profile());
          if (tightened && named.equals(by.clientId())) {
            Strictness.requireWayIn(settings.profile(), edit.tenant(), entry, edit.now());
          }
          boolean closes =
              tightened
                  || (before.status() == App.Status.ACTIVE
                      && settings.status() == App.Status.BLOCKED)
                  || Demanded.raised(before.proof(), settings.proof())
                  || mayNotExchange(entry, settings.actsFor());
          long epoch = closes ? edit.number() : before.epoch();
          if (closes) {
            edit.closing().app(entry);
          }
          App after = settings.app(named, epoch, before.createdAt(), edit.number());
          edit.tenant().put(after);
          edit.log(action(before, after), target(after), view(before), view(after));
          return tagged(after);
        });
  }

  /** Whether the app no longer acts for an API whose tokens it may have exchanged. */
  private static boolean mayNotExchange(AppEntry before, Set<ApiId> actsFor) {
    for (Grant grant : before.grants()) {
      Exchange terms = grant.exchange();
      if (terms != null
          && terms.from().stream()
              .anyMatch(api -> before.app().actsFor().contains(api) && !actsFor.contains(api))) {
        return true;
      }
    }
    return false;
  }

  private static String action(App before, App after) {
    if (before.status() == after.status()) {
      return "app.update";
    }
    return after.status() == App.Status.BLOCKED ? "app.block" : "app.unblock";
  }

  /** Deletes an app with its credentials and grants. */
  public void delete(Actor by, String id, Precondition precondition) throws Refusal {
    ClientId named = Named.pathApp(id);
    changes.change(
        by,
        edit -> {
          AppEntry entry = Named.app(edit.tenant(), named);
          precondition.check(entry.app().version());
          Holdings.require(by, edit.tenant(), entry);
          edit.closing().app(entry);
          edit.tenant().removeApp(named);
          edit.gone("app.delete", target(entry.app()), view(entry.app()));
          return named;
        });
  }

  /**
   * An app may act for APIs that are there and are no built-in ones. What it did already is not
   * asked again: an API that was deleted since must not keep anybody from blocking the app.
   */
  private static void checkActsFor(
      Fields fields, TenantReader tenant, AppSettings settings, Set<ApiId> before) {
    for (ApiId id : settings.actsFor()) {
      Optional<Api> api = tenant.api(id);
      boolean sound = api.isPresent() && !(api.get().identifier() instanceof BuiltInApi);
      if (!sound && !before.contains(id)) {
        fields.wrong(
            AppSettings.ACTS_FOR, "names what is no API of this tenant, or a built-in one");
        return;
      }
    }
  }

  static String target(App app) {
    return "app/" + app.clientId();
  }

  private static Tagged tagged(App app) {
    return new Tagged(view(app), app.version());
  }

  static JsonObject view(App app) {
    return JsonObject.builder()
        .put("client_id", app.clientId().text())
        .putAll(AppSettings.of(app).json())
        .put("created_at", app.createdAt().toString())
        .build();
  }
}
