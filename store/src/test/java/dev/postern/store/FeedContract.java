package dev.postern.store;

import static dev.postern.store.Samples.NOW;
import static dev.postern.store.TenantName.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.protocol.feed.FeedEntry;
import dev.postern.store.Change.Touched;
import dev.postern.store.Change.Touched.Kind;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Revocations and their numbers. */
public interface FeedContract extends ContractStore {

  /** An instant in whole seconds, as the feed has them. */
  Instant THEN = Instant.parse("2026-11-22T11:00:00Z");

  private static FeedEntry jti(String value, Instant until) {
    return new FeedEntry(FeedEntry.JTI, value, until);
  }

  @Test
  default void actsAreNumberedFromOneWithoutHolesAndChangesWithoutActsAreNotCounted() {
    founded();
    change(DEFAULT, tenant -> tenant.revoke("rev_1", List.of(jti("a", THEN), jti("b", THEN))));
    change(DEFAULT, tenant -> {});
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() ->
            change(
                DEFAULT,
                tenant -> {
                  tenant.revoke("rev_x", List.of(jti("x", THEN)));
                  throw new IllegalStateException("no");
                }));
    change(
        DEFAULT,
        tenant -> {
          tenant.revoke("rev_2", List.of(new FeedEntry("new", "c", THEN, true)));
          assertThat(tenant.revocationSeq()).isEqualTo(2);
          tenant.revoke("rev_3", List.of(jti("d", THEN)));
        });
    look(DEFAULT, tenant -> assertThat(tenant.revocationSeq()).isEqualTo(3));
    look(
        DEFAULT,
        tenant ->
            assertThat(tenant.revocations(NOW))
                .containsExactly(
                    new Revocation("rev_1", 1, jti("a", THEN), NOW),
                    new Revocation("rev_1", 1, jti("b", THEN), NOW),
                    new Revocation("rev_2", 2, new FeedEntry("new", "c", THEN, true), NOW),
                    new Revocation("rev_3", 3, jti("d", THEN), NOW)));
    look(
        DEFAULT,
        tenant ->
            assertThat(tenant.revocations(1))
                .extracting(revocation -> revocation.entry().value())
                .containsExactly("a", "b"));
    look(DEFAULT, tenant -> assertThat(tenant.revocations(4)).isEmpty());
    assertThat(store().changes(DEFAULT, 1, 10))
        .extracting(Change::touched)
        .containsExactly(
            List.of(new Touched(Kind.REVOCATION, "1")),
            List.of(),
            List.of(new Touched(Kind.REVOCATION, "2"), new Touched(Kind.REVOCATION, "3")));
  }

  @Test
  default void anActRevokesSomething() {
    founded();
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> change(DEFAULT, tenant -> tenant.revoke("rev_1", List.of())));
    look(DEFAULT, tenant -> assertThat(tenant.revocationSeq()).isZero());
  }

  @Test
  default void aRevocationIsLiveUpToItsLastInstant() {
    founded();
    change(DEFAULT, tenant -> tenant.revoke("rev_1", List.of(jti("a", THEN))));
    look(DEFAULT, tenant -> assertThat(tenant.revocations(THEN)).hasSize(1));
    look(DEFAULT, tenant -> assertThat(tenant.revocations(THEN.plusMillis(1))).isEmpty());
    look(DEFAULT, tenant -> assertThat(tenant.revocations(1)).hasSize(1));
  }

  @Test
  default void endedRevocationsAreForgottenAndTheirNumbersAreNotUsedAgain() {
    founded();
    change(DEFAULT, tenant -> tenant.revoke("rev_1", List.of(jti("a", THEN.plusSeconds(1)))));
    change(DEFAULT, tenant -> tenant.revoke("rev_2", List.of(jti("b", THEN))));
    store().purge(THEN);
    look(DEFAULT, tenant -> assertThat(tenant.revocations(2)).hasSize(1));
    store().purge(THEN.plusSeconds(1));
    look(DEFAULT, tenant -> assertThat(tenant.revocations(2)).isEmpty());
    look(DEFAULT, tenant -> assertThat(tenant.revocations(1)).hasSize(1));
    store().purge(THEN.plusSeconds(2));
    look(DEFAULT, tenant -> assertThat(tenant.revocations(1)).isEmpty());
    look(DEFAULT, tenant -> assertThat(tenant.revocationSeq()).isEqualTo(2));
    change(DEFAULT, tenant -> tenant.revoke("rev_3", List.of(jti("c", THEN.plusSeconds(9)))));
    look(DEFAULT, tenant -> assertThat(tenant.revocations(3)).hasSize(1));
  }
}
