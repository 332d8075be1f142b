package dev.postern.server.access;

import dev.postern.protocol.Issuer;
import dev.postern.protocol.feed.RevokedSet;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.token.AccessToken;
import dev.postern.protocol.token.TokenCheck;
import dev.postern.protocol.token.TokenExamination;
import dev.postern.protocol.token.TokenFault;
import dev.postern.protocol.token.VerificationKeys;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.refusal.Finding;
import dev.postern.server.session.SessionKey;
import dev.postern.store.Api;
import dev.postern.store.AppEntry;
import dev.postern.store.Credential;
import dev.postern.store.Registry;
import dev.postern.store.SealedKey;
import dev.postern.store.Tenant;
import dev.postern.store.TenantName;
import dev.postern.store.TenantRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Why a token stands or does not, for an administrator of the tenant whose it should be. Whether it
 * does is what {@link Standing} says; this looks at every step of that by itself, and finds out
 * whose session it is.
 */
public final class Examination {

  private final Registry registry;
  private final PublicAddress address;
  private final Function<TenantName, VerificationKeys> keys;
  private final Function<TenantName, SessionKey> sessions;
  private final Standing standing;

  /**
   * An examination on this node's state.
   *
   * @param keys the keys that a tenant's tokens may be signed with now
   * @param sessions what a tenant's sessions are computed with
   */
  public Examination(
      Registry registry,
      PublicAddress address,
      Function<TenantName, VerificationKeys> keys,
      Function<TenantName, SessionKey> sessions) {
    this.registry = registry;
    this.address = address;
    this.keys = keys;
    this.sessions = sessions;
    this.standing = new Standing(registry, address, keys);
  }

  /**
   * What was found.
   *
   * @param active whether it stands now, at the API that it is for; of a bound one for whoever
   *     proves what it is bound to
   * @param findings every rule in the order in which they are asked
   * @param header what its header says, whoever wrote it; empty where it cannot be read
   * @param claims what its claims say, whoever wrote them; empty where they cannot be read
   */
  public record Report(
      boolean active,
      List<Finding> findings,
      Optional<JsonObject> header,
      Optional<JsonObject> claims) {

    /** Copies the list. */
    public Report {
      findings = List.copyOf(findings);
    }
  }

  /** What of a token's standing may change after it was issued, in the order it is asked in. */
  private enum Rule {
    BEGUN,
    NOT_OVER,
    SESSION_API_OPEN,
    SESSION_APP_OPEN,
    SESSION_GRANT_OPEN,
    SESSION_CREDENTIAL_OPEN,
    TOKEN_OPEN,
    KEY_OPEN,
    ISSUER_OPEN,
    ORIGINS_OPEN
  }

  /** What is found about {@code compact}, should it be a token of {@code name}'s. */
  public Report of(TenantName name, String compact, Instant now) {
    TenantRegistry tenant =
        registry.tenant(name).orElseThrow(() -> new IllegalStateException("no such tenant"));
    Issuer issuer = address.issuer(name);
    Predicate<String> known = audience -> tenant.api(audience, issuer).isPresent();
    TokenExamination form = TokenExamination.of(compact, issuer, known, keys.apply(name));
    List<Finding> findings = new ArrayList<>();
    boolean served = tenant.tenant().status() == Tenant.Status.ACTIVE;
    findings.add(
        Finding.judged("tenant_active", served, "the tenant is " + text(tenant.tenant().status())));
    for (TokenExamination.Step step : TokenExamination.Step.values()) {
      String detail = detail(step, form, tenant, issuer);
      findings.add(
          form.kept(step)
              .map(kept -> Finding.judged(text(step), kept, detail))
              .orElseGet(() -> Finding.skipped(text(step), "there is nothing to be believed")));
    }
    Optional<AccessToken> token = issued(name, compact);
    for (Rule rule : Rule.values()) {
      findings.add(
          token
              .map(it -> new Session(tenant, issuer, it, sessions.apply(name)).judged(rule, now))
              .orElseGet(() -> Finding.skipped(text(rule), "it is no token of this tenant")));
    }
    return new Report(active(name, known, compact, now), findings, form.header(), form.claims());
  }

  /** A token that this tenant issued, for whatever API: that may be gone. */
  private Optional<AccessToken> issued(TenantName name, String compact) {
    try {
      return Optional.of(standing.issued(name, any -> true, compact));
    } catch (TokenFault fault) {
      return Optional.empty();
    }
  }

  private boolean active(TenantName name, Predicate<String> known, String compact, Instant now) {
    try {
      return !Standing.over(standing.check(name, known, compact, now), now);
    } catch (TokenFault fault) {
      return false;
    }
  }

  private static String text(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String detail(
      TokenExamination.Step step, TokenExamination form, TenantRegistry tenant, Issuer issuer) {
    boolean kept = form.kept(step).orElse(false);
    return switch (step) {
      case FORMAT ->
          kept
              ? "it is a compact JWS with a header that is understood"
              : "it is no compact JWS, is longer than "
                  + TokenCheck.LIMIT
                  + " characters, or its header has an extension that is not understood";
      case TYPE -> kept ? "it says that it is an access token" : "its typ is not at+jwt";
      case ALGORITHM ->
          kept ? "it is one that is taken" : "it is none that is taken, or not its key's";
      case KEY -> key(form, tenant);
      case SIGNATURE -> kept ? "it is that of its key" : "it is not that of its key";
      case ISSUER -> (kept ? "it is " : "it is not ") + issuer.text();
      case AUDIENCE -> kept ? "it is an API of this tenant" : "there is no such API here";
      case CLAIMS -> kept ? "they are all there" : "one is missing or malformed";
    };
  }

  /** Which key it is, and where that is in its life. */
  private static String key(TokenExamination form, TenantRegistry tenant) {
    return form.header().flatMap(header -> header.member("kid")).stream()
        .flatMap(kid -> tenant.keys().stream().filter(key -> names(kid, key)))
        .findFirst()
        .map(key ->
            "the key " + key.id() + " is " + text(key.state()) + ", since " + key.stateSince())
        .orElse("no key of this tenant is called so");
  }

  private static boolean names(Object kid, SealedKey key) {
    return key.use() == SealedKey.Use.TOKEN && new JsonString(key.id().text()).equals(kid);
  }

  /** A token of the tenant's, its session, and what there is here that could be meant by it. */
  private record Session(
      TenantRegistry tenant, Issuer issuer, AccessToken token, SessionKey sessions) {

    /** Something here with its name and its part of a session in its present epoch. */
    private record Thing(String name, String part) {}

    Finding judged(Rule rule, Instant now) {
      RevokedSet revoked = tenant.revoked();
      return switch (rule) {
        case BEGUN ->
            Finding.judged(
                text(rule), TokenCheck.begun(token, now), "it was issued at " + token.issuedAt());
        case NOT_OVER ->
            Finding.judged(
                text(rule),
                !Standing.over(token, now),
                "its end is "
                    + token.expiresAt()
                    + "; other verifiers allow for clocks that differ by "
                    + TokenCheck.TOLERANCE.toSeconds()
                    + " seconds");
        case SESSION_API_OPEN -> part(rule, token.session().api(), "API", api());
        case SESSION_APP_OPEN -> part(rule, token.session().app(), "app", app());
        case SESSION_GRANT_OPEN -> part(rule, token.session().grant(), "grant", grant());
        case SESSION_CREDENTIAL_OPEN ->
            part(rule, token.session().credential(), "credential", credential());
        case TOKEN_OPEN ->
            revoked(rule, revoked.refusesToken(token.id()), "the token by its own name");
        case KEY_OPEN ->
            revoked(rule, revoked.refusesKey(token.key()), "all that the key has signed");
        case ISSUER_OPEN ->
            revoked(rule, revoked.refusesIssuer(token.issuer()), "all that the issuer has issued");
        case ORIGINS_OPEN ->
            token.origins().isEmpty()
                ? Finding.skipped(text(rule), "it was not had in exchange for another token")
                : revoked(
                    rule,
                    revoked.refusesOriginOf(token),
                    "a token that it was had in exchange for");
      };
    }

    private static Finding revoked(Rule rule, boolean revoked, String what) {
      return Finding.judged(
          text(rule), !revoked, what + (revoked ? " was revoked" : " was not revoked"));
    }

    private Finding part(Rule rule, String part, String kind, Optional<Thing> thing) {
      boolean closed = tenant.revoked().refusesPart(part);
      String what = "the " + kind + thing.map(it -> " " + it.name()).orElse(", which is gone");
      boolean same = thing.filter(it -> it.part().equals(part)).isPresent();
      String state =
          closed ? ": closed since the token was issued" : same ? ", as it is now" : ", before now";
      return Finding.judged(text(rule), !closed, what + state);
    }

    private Optional<Thing> api() {
      return found()
          .map(api ->
              new Thing(
                  api.identifier().audience(issuer).text(), sessions.api(api.id(), api.epoch())));
    }

    private Optional<Api> found() {
      return tenant.api(token.audience().text(), issuer);
    }

    private Optional<AppEntry> entry() {
      return tenant.app(token.clientId());
    }

    private Optional<Thing> app() {
      return entry()
          .map(AppEntry::app)
          .map(app ->
              new Thing(
                  app.clientId() + " named \"" + app.name() + "\"",
                  sessions.app(app.clientId(), app.epoch())));
    }

    private Optional<Thing> grant() {
      return entry()
          .flatMap(app -> found().flatMap(api -> app.grant(api.id())))
          .map(grant ->
              new Thing("of " + grant.scopes().text(), sessions.grant(grant.id(), grant.epoch())));
    }

    /** Of those that the app has, the one whose session this is: only that one is known. */
    private Optional<Thing> credential() {
      return entry().stream()
          .flatMap(app -> app.credentials().stream())
          .map(this::thing)
          .filter(thing -> thing.part().equals(token.session().credential()))
          .findFirst();
    }

    private Thing thing(Credential credential) {
      return new Thing(
          credential.id().text(), sessions.credential(credential.id(), credential.epoch()));
    }
  }
}
