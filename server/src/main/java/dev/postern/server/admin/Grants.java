package dev.postern.server.admin;

import dev.postern.protocol.Audience;
import dev.postern.protocol.ClientId;
import dev.postern.protocol.Issuer;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.refusal.AdminReason;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.Api;
import dev.postern.store.ApiId;
import dev.postern.store.ApiIdentifier;
import dev.postern.store.AppEntry;
import dev.postern.store.BuiltInApi;
import dev.postern.store.Credential;
import dev.postern.store.Grant;
import dev.postern.store.OpenIdCredential;
import dev.postern.store.TenantReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What apps may do at APIs: at most one grant for each pair. */
public final class Grants {

  /** How many grants an app may have. */
  private static final int MOST = 1000;

  /** How many of them may be made together with the app. */
  private static final int BORN_WITH = 100;

  private static final String API_ID = "api_id";

  private final Changes changes;

  Grants(Changes changes) {
    this.changes = changes;
  }

  /** A part of the list of an app's grants, in the order of their APIs' ids. */
  public JsonObject list(Actor by, String app, Paging paging) throws Refusal {
    ClientId named = Named.pathApp(app);
    return changes.read(
        by.tenant(),
        reader -> {
          List<Grant> grants = new ArrayList<>(ReachedApps.app(by, reader, named).grants());
          grants.removeIf(grant -> !by.reach().covers(grant.apiId()));
          grants.sort((one, other) -> one.apiId().text().compareTo(other.apiId().text()));
          return paging.cut(grants, GrantSettings::view, grant -> grant.apiId().text());
        });
  }

  /** One grant. */
  public Tagged read(Actor by, String app, String api) throws Refusal {
    ClientId named = Named.pathApp(app);
    ApiId at = Named.pathApi(api);
    by.reach().requireKnown(at);
    return changes.read(
        by.tenant(),
        reader -> tagged(Named.app(reader, named).grant(at).orElseThrow(Named::nothing)));
  }

  /**
   * A grant that was put.
   *
   * @param grant the grant
   * @param made whether there was none before
   */
  public record Put(Tagged grant, boolean made) {}

  /**
   * Grants exactly what the body says. Where that is less than before in whatever way, the sessions
   * of the grant are closed; more closes nothing, but for more APIs of somebody whose role at the
   * OpenID provider may name fewer.
   */
  public Put put(Actor by, String app, String api, JsonObject body, Precondition precondition)
      throws Refusal {
    ClientId named = Named.pathApp(app);
    ApiId at = Named.pathApi(api);
    return changes.change(
        by,
        at,
        edit -> {
          refuseOwn(by, named);
          AppEntry entry = Named.app(edit.tenant(), named);
          Fields fields = new Fields(body).fixed("client_id", API_ID, "created_at");
          Api there = Named.api(edit.tenant(), at);
          Optional<Grant> before = entry.grant(at);
          GrantSettings settings = GrantSettings.read(fields, there, edit, before);
          if (before.isPresent()) {
            precondition.check(before.get().version());
          } else {
            precondition.checkAbsent();
          }
          fields.finish();
          return put(edit, entry, there, settings);
        });
  }

  private static Put put(Edit edit, AppEntry entry, Api api, GrantSettings settings)
      throws Refusal {
    Optional<Grant> before = entry.grant(api.id());
    if (before.isEmpty() && entry.grants().size() >= MOST) {
      throw new Refusal(new AdminReason.Conflict("An app has at most 1,000 grants."));
    }
    Grant after =
        before.isEmpty()
            ? settings.made(edit, entry.app().clientId(), api.id())
            : replaced(
                edit,
                before.get(),
                settings,
                settings.narrower(before.get(), edit.closing())
                    || beyondRole(entry, before.get(), settings));
    requireHeld(edit, entry);
    Holdings.require(edit.by(), edit.tenant(), List.of(after));
    if (before.isEmpty()) {
      Strictness.require(edit.tenant(), entry.app(), List.of(after));
    }
    edit.tenant().put(after);
    if (api.identifier() == BuiltInApi.ADMIN && before.filter(settings::saysOnlyWhenOf).isEmpty()) {
      saidByHand(edit, entry, after.onlyApis());
    }
    if (before.isEmpty()) {
      edit.made("grant.create", target(after), GrantSettings.view(after));
    } else {
      JsonObject old = GrantSettings.view(before.get());
      edit.log("grant.update", target(after), old, GrantSettings.view(after));
    }
    return new Put(tagged(after), before.isEmpty());
  }

  /** Who is limited to chosen APIs has nothing to say about what he himself may do there. */
  private static void refuseOwn(Actor by, ClientId app) throws Refusal {
    if (app.equals(by.clientId())) {
      by.reach().requireAll();
    }
  }

  /**
   * Refuses who does not hold all that the app holds. Who is limited to the API that the grant is
   * at is not asked: it is his whatever its apps may do elsewhere, of which he changes nothing and
   * is told nothing.
   */
  private static void requireHeld(Edit edit, AppEntry entry) throws Refusal {
    if (!edit.by().reach().limited()) {
      Holdings.require(edit.by(), edit.tenant(), entry);
    }
  }

  /**
   * {@code before}, saying this from now on.
   *
   * @param closes whether its sessions are closed
   */
  static Grant replaced(Edit edit, Grant before, GrantSettings settings, boolean closes) {
    if (closes) {
      edit.closing().grant(before);
    }
    return settings.in(before, closes ? edit.number() : before.epoch(), edit.number());
  }

  /**
   * Keeps what an administrator says of the APIs of somebody whom the OpenID provider vouches for,
   * whatever the role says later: it may be what the role says now. Who does no more than suspend
   * or end a grant, or take that back, repeats its limit because he has to, and says nothing of it.
   */
  private static void saidByHand(Edit edit, AppEntry entry, @Nullable Set<ApiId> apis) {
    OpenIdCredential.Limits said = new OpenIdCredential.Limits(apis, apis);
    for (Credential each : entry.credentials()) {
      if (each instanceof OpenIdCredential way && !way.limits().equals(said)) {
        edit.tenant().put(way.limited(said, edit.number()));
      }
    }
  }

  /**
   * Whether somebody whom the OpenID provider vouches for may administer more APIs than before. His
   * role may limit him as well, which his next sign-in says: until then he must not do more.
   */
  private static boolean beyondRole(AppEntry entry, Grant before, GrantSettings settings) {
    @Nullable Set<ApiId> had = before.onlyApis();
    @Nullable Set<ApiId> has = settings.onlyApis();
    return had != null
        && (has == null || !had.containsAll(has))
        && entry.credentials().stream().anyMatch(OpenIdCredential.class::isInstance);
  }

  /** Takes everything at an API from an app. */
  public void delete(Actor by, String app, String api, Precondition precondition) throws Refusal {
    ClientId named = Named.pathApp(app);
    ApiId at = Named.pathApi(api);
    changes.change(
        by,
        at,
        edit -> {
          refuseOwn(by, named);
          AppEntry entry = Named.app(edit.tenant(), named);
          Grant grant = entry.grant(at).orElseThrow(Named::nothing);
          precondition.check(grant.version());
          requireHeld(edit, entry);
          edit.closing().grant(grant);
          edit.tenant().removeGrant(named, at);
          edit.gone("grant.delete", target(grant), GrantSettings.view(grant));
          return at;
        });
  }

  /**
   * The grants that an app is born with; each names its API by {@code api_id} or {@code
   * identifier}.
   */
  static List<Grant> bornWith(Edit edit, ClientId app, Fields body, Issuer issuer) {
    Set<ApiId> seen = new HashSet<>();
    List<Grant> grants = new ArrayList<>();
    body.each(
        "grants",
        BORN_WITH,
        fields -> {
          Optional<Api> api = api(edit.tenant(), fields, issuer);
          if (api.isEmpty()) {
            GrantSettings.pass(fields);
          } else if (!seen.add(api.get().id())) {
            fields.wrong(API_ID, "has a grant twice");
          } else {
            GrantSettings settings = GrantSettings.read(fields, api.get(), edit, Optional.empty());
            grants.add(settings.made(edit, app, api.get().id()));
          }
          return api;
        });
    return grants;
  }

  /** The API that {@code api_id} or {@code identifier} names; where none, that is told. */
  static Optional<Api> api(TenantReader tenant, Fields fields, Issuer issuer) {
    Optional<String> id = fields.text(API_ID, 1, ClientId.LIMIT);
    Optional<String> identifier = fields.text("identifier", 1, Audience.LIMIT);
    if (id.isPresent() == identifier.isPresent()) {
      fields.wrong(API_ID, "or identifier names the API, one of them");
      return Optional.empty();
    }
    Optional<Api> api =
        id.isPresent()
            ? id.flatMap(Named::apiId).flatMap(tenant::api)
            : identifier
                .flatMap(Audience::parse)
                .flatMap(audience -> tenant.api(ApiIdentifier.of(audience, issuer)));
    if (api.isEmpty()) {
      fields.wrong(id.isPresent() ? API_ID : "identifier", "names no API here");
    }
    return api;
  }

  private static String target(Grant grant) {
    return "grant/" + grant.clientId() + "/" + grant.apiId();
  }

  private static Tagged tagged(Grant grant) {
    return new Tagged(GrantSettings.view(grant), grant.version());
  }
}
