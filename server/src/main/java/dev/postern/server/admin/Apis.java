package dev.postern.server.admin;

import dev.postern.protocol.Audience;
import dev.postern.protocol.ClientId;
import dev.postern.protocol.Issuer;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.refusal.AdminReason;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.Api;
import dev.postern.store.ApiId;
import dev.postern.store.ApiIdentifier;
import dev.postern.store.App;
import dev.postern.store.BuiltInApi;
import dev.postern.store.Grant;
import dev.postern.store.Profile;
import dev.postern.store.RegistrationPolicy;
import dev.postern.store.RegistrationPolicy.Offer;
import dev.postern.store.Words;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The APIs that tokens are issued for. */
public final class Apis {

  private static final String IDENTIFIER = "identifier";

  private final Changes changes;
  private final PublicAddress address;
  private final SigningKeys keys;

  Apis(Changes changes, PublicAddress address, SigningKeys keys) {
    this.changes = changes;
    this.address = address;
    this.keys = keys;
  }

  /** A part of the list, or of what is looked for in it, in the order of their making. */
  public JsonObject list(Actor by, Filters query) throws Refusal {
    Paging paging = query.paging();
    Words words = Searches.words(query);
    @Nullable String scope = Searches.scope(query).orElse(null);
    query.finish();
    Issuer issuer = address.issuer(by.tenant());
    Predicate<Api> wanted =
        api ->
            words.in(Stream.of(api.name(), api.identifier().audience(issuer).text()))
                && (scope == null || api.scopeNames().contains(scope));
    Function<Api, JsonObject> view = api -> view(api, issuer);
    Function<Api, String> id = api -> api.id().text();
    @Nullable Set<ApiId> only = by.reach().apis();
    return changes.read(
        by.tenant(),
        reader ->
            only == null
                ? paging.shown(reader.apis(wanted, paging.page()), view, id)
                : paging.cut(
                    only.stream()
                        .sorted(Comparator.comparing(ApiId::text))
                        .flatMap(each -> reader.api(each).stream())
                        .filter(wanted)
                        .toList(),
                    view,
                    id));
  }

  /** One API. */
  public Tagged read(Actor by, String id) throws Refusal {
    ApiId named = Named.pathApi(id);
    by.reach().requireKnown(named);
    return changes.read(
        by.tenant(), reader -> tagged(Named.api(reader, named), address.issuer(by.tenant())));
  }

  /** Registers an API under its identifier. */
  public Made create(Actor by, JsonObject body, Optional<Once> once) throws Refusal {
    Issuer issuer = address.issuer(by.tenant());
    Fields fields = new Fields(body).fixed("id", "built_in", "created_at");
    Optional<Audience> identifier = identifier(fields);
    ApiSettings settings = ApiSettings.read(fields);
    fields.finish();
    ApiIdentifier wanted = ApiIdentifier.of(identifier.orElseThrow(), issuer);
    return changes.make(by, once, edit -> create(edit, wanted, settings, issuer));
  }

  private Made create(Edit edit, ApiIdentifier wanted, ApiSettings settings, Issuer issuer)
      throws Refusal {
    if (wanted instanceof BuiltInApi || edit.tenant().api(wanted).isPresent()) {
      throw new Refusal(new AdminReason.Conflict("Another API has this identifier."));
    }
    Api bare =
        new Api(
            new ApiId(edit.id("api")),
            wanted,
            settings.name(),
            settings.scopes(),
            settings.tokenLifetime(),
            settings.maxTokenLifetime(),
            Duration.ZERO,
            settings.algorithm(),
            settings.proof(),
            edit.number(),
            edit.now(),
            edit.number());
    Api api = settings.in(bare, edit.number(), edit.number());
    Strictness.require(edit.tenant().tenant().profile(), api);
    keys.ensure(edit, api.algorithm());
    edit.tenant().put(api);
    JsonObject view = view(api, issuer);
    edit.made("api.create", target(api), view);
    return new Made("apis/" + api.id(), view, edit.number(), Set.of());
  }

  private static Optional<Audience> identifier(Fields fields) {
    String text = fields.requiredText(IDENTIFIER, Audience.LIMIT);
    Optional<Audience> identifier = Audience.parse(text);
    if (!text.isEmpty() && identifier.isEmpty()) {
      fields.wrong(IDENTIFIER, "is an absolute URI without fragment, in visible ASCII");
    }
    return identifier;
  }

  /**
   * Changes an API by a merge patch (RFC 7396). Demanding a proof of tokens that needed none closes
   * every session at the API.
   */
  public Tagged patch(Actor by, String id, JsonObject patch, Precondition precondition)
      throws Refusal {
    ApiId named = Named.pathApi(id);
    Issuer issuer = address.issuer(by.tenant());
    return changes.change(
        by,
        named,
        edit -> {
          Api before = Named.api(edit.tenant(), named);
          precondition.check(before.version());
          Fields fields =
              new Fields(MergePatch.apply(ApiSettings.of(before).json(), patch))
                  .fixed("id", IDENTIFIER, "built_in", "created_at");
          ApiSettings settings = ApiSettings.read(fields);
          if (before.identifier() instanceof BuiltInApi
              && !settings.scopes().equals(before.scopes())) {
            fields.wrong("scopes", "of a built-in API cannot be changed");
          }
          fields.finish();
          boolean closes = Demanded.raised(before.proof(), settings.proof());
          if (closes) {
            edit.closing().api(before);
          }
          long epoch = closes ? edit.number() : before.epoch();
          Api after = settings.in(before, epoch, edit.number());
          if (after.algorithm() != before.algorithm()) {
            Strictness.require(edit.tenant().tenant().profile(), after);
            if (after.identifier() == BuiltInApi.ADMIN) {
              // Nor does the caller shut himself out.
              App caller = Named.app(edit.tenant(), by.clientId()).app();
              Strictness.require(Profile.of(edit.tenant().tenant(), caller), after);
            }
          }
          keys.ensure(edit, after.algorithm());
          edit.tenant().put(after);
          narrow(edit, after, before.scopeNames().without(after.scopeNames()));
          edit.log("api.update", target(after), view(before, issuer), view(after, issuer));
          return tagged(after, issuer);
        });
  }

  /**
   * Takes scopes that an API no longer knows from the grants that hold them, and closes those; and
   * from the policies that offer them: a scope of that name that comes later is another.
   */
  private static void narrow(Edit edit, Api api, Scopes gone) {
    if (gone.empty()) {
      return;
    }
    for (ClientId app : edit.tenant().appsGranted(api.id())) {
      Grant grant =
          edit.tenant()
              .app(app)
              .flatMap(entry -> entry.grant(api.id()))
              .orElseThrow(() -> new IllegalStateException("an app in the list of the granted"));
      Scopes left = grant.scopes().without(gone);
      if (left.size() < grant.scopes().size()) {
        edit.closing().grant(grant);
        edit.tenant().put(grant.inEpoch(left, edit.number()));
      }
    }
    for (RegistrationPolicy policy : edit.tenant().registrationPolicies()) {
      List<Offer> left = offersWithout(policy, api.id(), gone);
      if (!left.equals(policy.offers())) {
        edit.tenant().put(policy.offering(left, edit.number()));
      }
    }
  }

  private static List<Offer> offersWithout(RegistrationPolicy policy, ApiId api, Scopes gone) {
    return policy.offers().stream()
        .map(offer ->
            offer.apiId().equals(api) ? new Offer(api, offer.scopes().without(gone)) : offer)
        .filter(offer -> !offer.scopes().empty())
        .toList();
  }

  /** Deletes an API with every grant at it; every token for it is refused from then on. */
  public void delete(Actor by, String id, Precondition precondition) throws Refusal {
    ApiId named = Named.pathApi(id);
    Issuer issuer = address.issuer(by.tenant());
    changes.change(
        by,
        edit -> {
          Api api = Named.api(edit.tenant(), named);
          precondition.check(api.version());
          if (api.identifier() instanceof BuiltInApi) {
            throw new Refusal(new AdminReason.Conflict("A built-in API cannot be deleted."));
          }
          edit.closing().api(api);
          edit.tenant().removeApi(named);
          edit.gone("api.delete", target(api), view(api, issuer));
          return named;
        });
  }

  private static String target(Api api) {
    return "api/" + api.id();
  }

  private static Tagged tagged(Api api, Issuer issuer) {
    return new Tagged(view(api, issuer), api.version());
  }

  private static JsonObject view(Api api, Issuer issuer) {
    return JsonObject.builder()
        .put("id", api.id().text())
        .put(IDENTIFIER, api.identifier().audience(issuer).text())
        .putAll(ApiSettings.of(api).json())
        .put("built_in", api.identifier() instanceof BuiltInApi)
        .put("created_at", api.createdAt().toString())
        .build();
  }
}
