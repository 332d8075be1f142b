package dev.postern.server.issuance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.dpop.DpopFault;
import dev.postern.server.refusal.Awaited;
import dev.postern.server.refusal.ProofReason;
import dev.postern.server.refusal.Reason;
import dev.postern.server.refusal.TokenReason;
import dev.postern.server.refusal.TooMany;
import dev.postern.store.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class OutcomesTest {

  private static final String WORDS =
      """
      malformed_request repeated_parameter query_parameter no_grant_type no_token
      several_proofs audience_and_resource_differ claims_not_allowed no_proof
      client_unknown proof_wrong too_many_wait secret_unchecked assertion_not_for_us
      assertion_out_of_time assertion_used assertion_use_unknown certificate_unchecked
      keys_unavailable client_blocked credential_expired credential_not_taken
      address_not_allowed body_not_taken grant_type_unknown grant_type_not_allowed
      no_grant_assertion grant_issuer_unknown grant_subject_unknown grant_assertion_wrong
      grant_assertion_not_for_us grant_assertion_out_of_time grant_assertion_used
      grant_client_not_admitted grant_client_other no_subject_token token_type_not_taken
      actor_token subject_token_wrong subject_token_not_allowed actor_not_allowed
      chain_too_long binding_lost several_targets target_ambiguous target_not_granted
      possession_not_proved certificate_not_shown algorithm_not_taken scope_malformed
      scope_not_granted no_scope_left cut_off too_many dpop_missing dpop_several
      dpop_malformed dpop_type dpop_algorithm dpop_key dpop_other_key dpop_signature
      dpop_claims dpop_method dpop_uri dpop_time dpop_nonce dpop_token dpop_replayed
      dpop_full\
      """;

  private static String word(Reason reason) {
    return Outcomes.of(Outcomes.number(reason)).text();
  }

  private static List<Reason> reasons() {
    List<Reason> all = new ArrayList<>(List.of(TokenReason.values()));
    all.add(new TooMany(Duration.ZERO));
    Stream.of(DpopFault.Kind.values()).forEach(kind -> all.add(new ProofReason(kind, "")));
    return all;
  }

  /** Kept counts and programs go by them: a name may come in, and none may change. */
  @Test
  void theWordsAreThese() {
    assertThat(reasons()).extracting(OutcomesTest::word).containsExactly(WORDS.split("\\s+"));
    assertThat(Outcomes.of(Outcomes.ISSUED)).isEqualTo(Outcome.ISSUED);
  }

  @Test
  void eachReasonHasANumberOfItsOwnThatFitsItsPlace() {
    assertThat(reasons())
        .extracting(Outcomes::number)
        .doesNotHaveDuplicates()
        .allMatch(number -> number > Outcomes.ISSUED && number < 128);
  }

  @Test
  void whatIsAwaitedIsCountedAsWhatItEndsWith() {
    Awaited awaited = new Awaited(new ClientId("app"), () -> {}, TokenReason.KEYS_UNAVAILABLE);
    assertThat(word(awaited)).isEqualTo("keys_unavailable");
  }
}
