package dev.postern.protocol.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.Issuer;
import dev.postern.protocol.token.TokenExamination.Step;
import dev.postern.protocol.token.TokenFault.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Holds an examination to what the check says of the same token. */
final class Examined {

  private Examined() {}

  /** Fails unless every step is kept where the token stands, and the right one is not elsewhere. */
  static void agrees(
      String token, Issuer issuer, Predicate<String> audiences, VerificationKeys keys) {
    TokenExamination found = TokenExamination.of(token, issuer, audiences, keys);
    List<Step> broken =
        Arrays.stream(Step.values())
            .filter(step -> found.kept(step).equals(Optional.of(false)))
            .toList();
    Optional<Kind> fault = fault(token, issuer, audiences, keys);
    if (fault.isEmpty()) {
      assertThat(broken).isEmpty();
      assertThat(Step.values()).allMatch(step -> found.kept(step).orElse(false));
      assertThat(found.header()).isPresent();
      assertThat(found.claims()).isPresent();
    } else {
      assertThat(broken).as(fault.toString()).containsAnyElementsOf(steps(fault.get()));
    }
  }

  private static Optional<Kind> fault(
      String token, Issuer issuer, Predicate<String> audiences, VerificationKeys keys) {
    try {
      new TokenCheck(issuer, audiences).checkUnproved(TokenCheck.parse(token), keys);
      return Optional.empty();
    } catch (TokenFault fault) {
      return Optional.of(fault.kind());
    }
  }

  /** Where such a fault may be found. */
  private static Set<Step> steps(Kind kind) {
    return switch (kind) {
      // One that is no text at all where one is wanted is malformed wherever that is noticed.
      case MALFORMED -> Set.of(Step.FORMAT, Step.TYPE, Step.ALGORITHM, Step.KEY);
      case TYPE -> Set.of(Step.TYPE);
      case ALGORITHM -> Set.of(Step.ALGORITHM);
      case UNKNOWN_KEY -> Set.of(Step.KEY);
      case SIGNATURE -> Set.of(Step.SIGNATURE);
      case ISSUER -> Set.of(Step.ISSUER);
      case AUDIENCE -> Set.of(Step.AUDIENCE);
      case CLAIMS, BOUND -> Set.of(Step.ISSUER, Step.AUDIENCE, Step.CLAIMS);
      case UNBOUND, EXPIRED, NOT_YET_VALID, REVOKED, INACTIVE ->
          throw new AssertionError("not a fault of this check: " + kind);
    };
  }
}
