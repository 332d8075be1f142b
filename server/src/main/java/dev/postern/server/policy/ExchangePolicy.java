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
import dev.postern.store.Exchange;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
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
    checkSubject(own, subject, terms);
    checkActor(subject, actor);
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
        scopes(own, subject, terms, asked),
        own.claims(),
        own.binding(),
        Optional.of(new Permit.Behalf(subject, named)),
        Policy.earlier(own.expiresAt(), subject.expiresAt(), now, TokenReason.SUBJECT_TOKEN_WRONG));
  }

  private static void checkSubject(Allowed own, AccessToken subject, Exchange terms)
      throws Refusal {
    boolean from = sentTo(own, subject).map(Api::id).filter(terms.from()::contains).isPresent();
    boolean ofSubject =
        terms.subjects().isEmpty()
            || terms.subjects().stream().anyMatch(app -> app.subject().equals(subject.subject()));
    if (!from || !ofSubject) {
      throw new Refusal(TokenReason.SUBJECT_TOKEN_NOT_ALLOWED);
    }
    if (subject.session().deepest()) {
      throw new Refusal(TokenReason.CHAIN_TOO_LONG);
    }
  }

  /** The API that the subject token was sent to. */
  private static Optional<Api> sentTo(Allowed own, AccessToken subject) {
    return own.client().tenant().api(subject.audience().text(), subject.issuer());
  }

  /** RFC 8693 4.4: whoever is named there, and nobody else; what is not understood names nobody. */
  private static void checkActor(AccessToken subject, ClientId actor) throws Refusal {
    Optional<JsonValue> mayAct = subject.claims().member(Claim.MAY_ACT);
    if (mayAct.isPresent() && !names(mayAct.get(), subject, actor)) {
      throw new Refusal(TokenReason.ACTOR_NOT_ALLOWED);
    }
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

  /** Of the grant's those that the terms name, and at the same API none that the token lacks. */
  private static Scopes scopes(
      Allowed own, AccessToken subject, Exchange terms, Optional<Scopes> asked) throws Refusal {
    Scopes most = terms.scopes().empty() ? own.scopes() : own.scopes().within(terms.scopes());
    if (sentTo(own, subject).filter(own.api()::equals).isPresent()) {
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
