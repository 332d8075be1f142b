package dev.postern.server.policy;

import static java.util.Objects.requireNonNull;

import dev.postern.server.grant.Authorization;
import dev.postern.server.possession.Confirmation;
import dev.postern.server.refusal.Refusal;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides what a token may say. Everything that it looks at is in its arguments; by which rules is
 * {@link Rule}, and {@link Explanation} asks the same ones.
 */
public final class Policy {

  private static final Rule[] RULES = Rule.values();

  private Policy() {}

  /** The permit for what is asked and what is proved, or the refusal. */
  public static Permit decide(Authorization asked, Confirmation confirmation, Instant now)
      throws Refusal {
    Matter matter = Matter.of(new Posed(asked, confirmation), now);
    for (Rule rule : RULES) {
      if (!rule.kept(matter)) {
        throw new Refusal(rule.reason(matter));
      }
    }
    Allowed allowed =
        new Allowed(
            asked.client(),
            asked.api(),
            asked.grant(),
            asked.grantType(),
            matter.wanted(),
            asked.grant().claims(),
            requireNonNull(matter.binding()),
            Optional.empty(),
            matter.end());
    return asked.subject().isEmpty()
        ? allowed
        : ExchangePolicy.decide(allowed, asked.subject().get(), asked.scopes(), now);
  }
}
