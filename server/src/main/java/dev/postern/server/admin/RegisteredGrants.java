package dev.postern.server.admin;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.refusal.AdminReason;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.Api;
import dev.postern.store.AppEntry;
import dev.postern.store.Grant;
import dev.postern.store.RegistrationPolicy;
import dev.postern.store.RegistrationPolicy.Offer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What an app that registers itself may do: of what it is offered what it asks for. */
final class RegisteredGrants {

  private RegisteredGrants() {}

  /** The grants of a new app: those that the policy offers, as far as {@code wanted}. */
  static List<Grant> offered(
      Edit edit, ClientId app, RegistrationPolicy policy, Optional<Scopes> wanted) throws Refusal {
    Set<String> known = new HashSet<>();
    List<Grant> grants = new ArrayList<>();
    for (Offer offer : policy.offers()) {
      Optional<Api> api = edit.tenant().api(offer.apiId());
      if (api.isPresent()) {
        Scopes there = api.get().known(offer.scopes());
        known.addAll(there.list());
        Scopes given = wanted.isPresent() ? there.within(wanted.get()) : there;
        if (!given.empty()) {
          grants.add(
              new GrantSettings(
                      given, JsonObject.EMPTY, null, null, Grant.Status.ACTIVE, null, null)
                  .made(edit, app, offer.apiId()));
        }
      }
    }
    check(wanted, known, "names a scope that the policy does not give");
    return grants;
  }

  /**
   * Leaves an app of its grants what it still wants. It cannot get back what it has not: an
   * administrator who takes a scope from it means that. What does not count now, suspended or over,
   * it is not shown and so cannot give up: it stays.
   */
  static List<Grant> narrowed(Edit edit, AppEntry app, Optional<Scopes> wanted) throws Refusal {
    if (wanted.isEmpty()) {
      return app.grants();
    }
    Set<String> known = new HashSet<>();
    for (Grant grant : app.grants()) {
      if (grant.live(edit.now())) {
        known.addAll(grant.scopes().list());
      }
    }
    check(wanted, known, "names a scope that the app is not granted");
    List<Grant> left = new ArrayList<>();
    for (Grant grant : app.grants()) {
      Scopes given = grant.live(edit.now()) ? grant.scopes().within(wanted.get()) : grant.scopes();
      if (given.equals(grant.scopes())) {
        left.add(grant);
      } else {
        edit.closing().grant(grant);
        if (given.empty()) {
          edit.tenant().removeGrant(grant.clientId(), grant.apiId());
        } else {
          Grant narrower = grant.inEpoch(given, edit.number());
          edit.tenant().put(narrower);
          left.add(narrower);
        }
      }
    }
    return left;
  }

  private static void check(Optional<Scopes> wanted, Set<String> known, String otherwise)
      throws Refusal {
    if (wanted.isPresent() && !known.containsAll(wanted.get().list())) {
      throw AdminReason.Invalid.at("/" + ClientMetadata.SCOPE, otherwise);
    }
  }
}
