package dev.postern.server.grant;

import static java.util.Objects.requireNonNull;

import dev.postern.protocol.Issuer;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.Api;
import dev.postern.store.AppEntry;
import dev.postern.store.Grant;
import dev.postern.store.TenantRegistry;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How far an app comes with the API that it names, or does not name: what is there, which the rules
 * judge. They can be asked one by one, too, to explain what would be refused.
 *
 * @param clear whether there can be no doubt about which API is meant
 * @param api the API, or null where there is none
 * @param grant what the app was given there, or null where it was given nothing
 */
public record Target(boolean clear, @Nullable Api api, @Nullable Grant grant) {

  private static final Rule[] RULES = Rule.values();

  /** The rules, in the order in which they are asked. */
  public enum Rule {
    /** The API is named, or can be no other. */
    API_NAMED(TokenReason.TARGET_AMBIGUOUS),
    /** There is such an API. */
    API_KNOWN(TokenReason.TARGET_NOT_GRANTED),
    /** The app was given something there. */
    API_GRANTED(TokenReason.TARGET_NOT_GRANTED),
    /** What it was given is not suspended. */
    GRANT_ACTIVE(TokenReason.TARGET_NOT_GRANTED),
    /** Nor is it over. */
    GRANT_LIVE(TokenReason.TARGET_NOT_GRANTED);

    private final TokenReason reason;

    Rule(TokenReason reason) {
      this.reason = reason;
    }

    /** Whether {@code target}, which keeps the rules about its being there, keeps this one. */
    public boolean kept(Target target, Instant now) {
      return switch (this) {
        case API_NAMED -> target.clear();
        case API_KNOWN -> target.api() != null;
        case API_GRANTED -> target.grant() != null;
        case GRANT_ACTIVE -> requireNonNull(target.grant()).status() == Grant.Status.ACTIVE;
        case GRANT_LIVE -> !requireNonNull(target.grant()).over(now);
      };
    }
  }

  /**
   * The API that {@code called} means at {@code issuer}. The text need not have been checked: what
   * cannot be an identifier is none.
   */
  public static Target named(TenantRegistry tenant, AppEntry app, String called, Issuer issuer) {
    @Nullable Api api = tenant.api(called, issuer).orElse(null);
    return new Target(true, api, api == null ? null : app.grant(api.id()).orElse(null));
  }

  /** The API of the one grant that is {@code meant}, where there is exactly one. */
  public static Target only(TenantRegistry tenant, AppEntry app, Predicate<Grant> meant) {
    List<Grant> all = app.grants().stream().filter(meant).toList();
    if (all.size() != 1) {
      return new Target(false, null, null);
    }
    Grant grant = all.getFirst();
    return new Target(true, tenant.api(grant.apiId()).orElse(null), grant);
  }

  /** The same, unless it breaks a rule. */
  Target granted(Instant now) throws Refusal {
    for (Rule rule : RULES) {
      if (!rule.kept(this, now)) {
        throw new Refusal(rule.reason);
      }
    }
    return this;
  }

  /** The API, which is there. */
  Api known() {
    return requireNonNull(api);
  }

  /** What the app was given, which is there. */
  Grant given() {
    return requireNonNull(grant);
  }
}
