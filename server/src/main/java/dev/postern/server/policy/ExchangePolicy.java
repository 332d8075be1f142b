package dev.postern.server.policy;

import dev.postern.protocol.Claim;
import dev.postern.protocol.ClientId;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import dev.postern.protocol.token.AccessToken;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.Api;
import dev.postern.store.ApiId;
import dev.postern.store.AppEntry;
import dev.postern.store.Exchange;
import dev.postern.store.Profile;
import dev.postern.store.Tenant;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What may be had in exchange for another token (RFC 8693, decision 0023): never more than the
 * client could have for itself, and of that what its grant says of exchanging.
 */
final class ExchangePolicy {

  private ExchangePolicy() {}

  /**
   * The permit for {@code subject}'s subject.
   *
   * @param own what the client may have for itself
   * @param asked the scopes that it asks for, or empty where it takes all that it may have
   */
  static Permit decide(Allowed own, AccessToken subject, Optional<Scopes> asked, Instant now)
      throws Refusal {
    @Nullable Exchange terms = own.grant().exchange();
    if (terms == null) {
      throw new Refusal(TokenReason.TARGET_NOT_GRANTED);
    }
    ClientId actor = own.client().entry().app().clientId();
    ApiId sentTo = sentTo(own, subject, terms);
    checkSubject(subject, terms);
    checkActor(subject, actor);
    checkProfile(own, subject);
    // RFC 8693 5: what only the holder of a key could use does not become what anybody can use.
    if (subject.binding().bound() && !own.binding().bound()) {
      throw new Refusal(TokenReason.BINDING_LOST);
    }
    // Whoever has acted so far is not made invisible by whoever acts next.
    boolean named = terms.mode() == Exchange.Mode.DELEGATION || subject.actor().isPresent();
    return new Allowed(
        own.client(),
        own.api(),
        own.grant(),
        own.grantType(),
        scopes(own, subject, sentTo, terms, asked),
        claims(own, subject),
        own.binding(),
        Optional.of(new Permit.Behalf(subject, named)),
        end(own, subject, now));
  }

  /** That of the subject token at the latest. */
  private static Instant end(Allowed own, AccessToken subject, Instant now) throws Refusal {
    if (!Lifetime.lasts(subject.expiresAt(), now)) {
      throw new Refusal(TokenReason.SUBJECT_TOKEN_WRONG);
    }
    return Lifetime.earlier(own.expiresAt(), subject.expiresAt());
  }

  /**
   * The API that the subject token was sent to. By its id, and asked once: the registry is live,
   * and an API may be renamed or go while this is decided.
   */
  private static ApiId sentTo(Allowed own, AccessToken subject, Exchange terms) throws Refusal {
    return own.client()
        .tenant()
        .api(subject.audience().text(), subject.issuer())
        .map(Api::id)
        .filter(terms.from()::contains)
        .orElseThrow(() -> new Refusal(TokenReason.SUBJECT_TOKEN_NOT_ALLOWED));
  }

  private static void checkSubject(AccessToken subject, Exchange terms) throws Refusal {
    if (!terms.subjects().isEmpty() && !among(terms.subjects(), subject)) {
      throw new Refusal(TokenReason.SUBJECT_TOKEN_NOT_ALLOWED);
    }
    if (subject.session().deepest()) {
      throw new Refusal(TokenReason.CHAIN_TOO_LONG);
    }
  }

  /** Both whom the token speaks for and whom it was issued to, should these be two. */
  private static boolean among(Set<ClientId> apps, AccessToken subject) {
    return apps.contains(subject.clientId())
        && apps.stream().anyMatch(app -> app.subject().equals(subject.subject()));
  }

  /** RFC 8693 4.4: whoever is named there, and nobody else; what is not understood names nobody. */
  private static void checkActor(AccessToken subject, ClientId actor) throws Refusal {
    Optional<JsonValue> mayAct = subject.claims().member(Claim.MAY_ACT);
    if (mayAct.isPresent() && !names(mayAct.get(), subject, actor)) {
      throw new Refusal(TokenReason.ACTOR_NOT_ALLOWED);
    }
  }

  /** Whoever acts for a strict app is as strict (decision 0025): so is all that he is asked for. */
  private static void checkProfile(Allowed own, AccessToken subject) throws Refusal {
    Tenant tenant = own.client().tenant().tenant();
    Profile acting = Profile.of(tenant, own.client().entry().app());
    for (AppEntry app : speaksFor(own, subject)) {
      if (Profile.of(tenant, app.app()).stricterThan(acting)) {
        throw new Refusal(TokenReason.SUBJECT_TOKEN_NOT_ALLOWED);
      }
    }
  }

  /** The apps that the token speaks for and was issued to, where they are still there. */
  private static List<AppEntry> speaksFor(Allowed own, AccessToken subject) {
    return Stream.of(Optional.of(subject.clientId()), ClientId.ofSubject(subject.subject()))
        .flatMap(Optional::stream)
        .distinct()
        .flatMap(id -> own.client().tenant().app(id).stream())
        .toList();
  }

  private static boolean names(JsonValue mayAct, AccessToken subject, ClientId actor) {
    if (!(mayAct instanceof JsonObject named) || !named.has(Claim.SUB)) {
      return false;
    }
    for (Map.Entry<String, JsonValue> claim : named.members().entrySet()) {
      @Nullable String expected =
          switch (claim.getKey()) {
            case Claim.SUB -> actor.subject();
            case Claim.ISS -> subject.issuer().text();
            default -> null;
          };
      if (expected == null || !new JsonString(expected).equals(claim.getValue())) {
        return false;
      }
    }
    return true;
  }

  /** The grant's; but who may act stays for the subject to say, along the whole chain. */
  private static JsonObject claims(Allowed own, AccessToken subject) {
    return subject
        .claims()
        .member(Claim.MAY_ACT)
        .map(mayAct -> JsonObject.builder().putAll(own.claims()).put(Claim.MAY_ACT, mayAct).build())
        .orElse(own.claims());
  }

  /** Of the grant's those that the terms name, and at the same API none that the token lacks. */
  private static Scopes scopes(
      Allowed own, AccessToken subject, ApiId sentTo, Exchange terms, Optional<Scopes> asked)
      throws Refusal {
    Scopes most = terms.scopes().empty() ? own.scopes() : own.scopes().within(terms.scopes());
    if (sentTo.equals(own.api().id())) {
      most = most.within(subject.scopes());
    }
    if (asked.isPresent() && !most.containsAll(asked.get())) {
      throw new Refusal(TokenReason.SCOPE_NOT_GRANTED);
    }
    if (most.empty()) {
      throw new Refusal(TokenReason.NO_SCOPE_LEFT);
    }
    return most;
  }
}
