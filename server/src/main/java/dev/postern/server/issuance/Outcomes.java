package dev.postern.server.issuance;

import dev.postern.protocol.dpop.DpopFault;
import dev.postern.server.refusal.AccessReason;
import dev.postern.server.refusal.AdminReason;
import dev.postern.server.refusal.Awaited;
import dev.postern.server.refusal.IdentityReason;
import dev.postern.server.refusal.ProofReason;
import dev.postern.server.refusal.Reason;
import dev.postern.server.refusal.RegistrationReason;
import dev.postern.server.refusal.TokenReason;
import dev.postern.server.refusal.TooMany;
import dev.postern.store.Outcome;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a token request can end, each by its number in memory and its word for ever: a reason that
 * gets another name takes its counts from before with it, or a test fails.
 */
final class Outcomes {

  /** With a token. */
  static final int ISSUED = 0;

  private static final int TOO_MANY = 1;
  private static final List<Outcome> ALL = new ArrayList<>();
  private static final Map<TokenReason, Integer> TOKEN_REASONS = new EnumMap<>(TokenReason.class);
  private static final Map<DpopFault.Kind, Integer> FAULTS = new EnumMap<>(DpopFault.Kind.class);

  static {
    ALL.add(Outcome.ISSUED);
    ALL.add(new Outcome("too_many"));
    for (TokenReason reason : TokenReason.values()) {
      TOKEN_REASONS.put(reason, ALL.size());
      ALL.add(new Outcome(reason.name().toLowerCase(Locale.ROOT)));
    }
    for (DpopFault.Kind kind : DpopFault.Kind.values()) {
      FAULTS.put(kind, ALL.size());
      ALL.add(new Outcome("dpop_" + kind.name().toLowerCase(Locale.ROOT)));
    }
  }

  private Outcomes() {}

  /** The number of a refusal. */
  static int number(Reason reason) {
    return switch (reason) {
      case TokenReason token -> known(TOKEN_REASONS.get(token));
      case TooMany ignored -> TOO_MANY;
      case ProofReason proof -> known(FAULTS.get(proof.kind()));
      case Awaited awaited -> number(awaited.otherwise());
      case AccessReason ignored -> throw new IllegalStateException("not of a token request");
      case AdminReason ignored -> throw new IllegalStateException("not of a token request");
      case IdentityReason ignored -> throw new IllegalStateException("not of a token request");
      case RegistrationReason ignored -> throw new IllegalStateException("not of a token request");
    };
  }

  private static int known(@Nullable Integer number) {
    if (number == null) {
      throw new IllegalStateException("every reason has a number");
    }
    return number;
  }

  /** What a number stands for. */
  static Outcome of(int number) {
    return ALL.get(number);
  }
}
