package dev.postern.store;

import static dev.postern.store.Samples.ACME;
import static dev.postern.store.Samples.NOW;
import static dev.postern.store.Samples.OPERATOR;
import static dev.postern.store.Samples.founding;
import static dev.postern.store.Samples.installation;
import static dev.postern.store.TenantName.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.protocol.admin.AuditRecord;
import dev.postern.store.Change.Touched;
import dev.postern.store.Change.Touched.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How data begins. */
public interface FoundingContract extends ContractStore {

  @Test
  default void aNewStoreHoldsNothing() {
    assertThat(store().installation()).isEmpty();
    assertThat(store().tenants()).isEmpty();
    assertThat(store().heads()).isEmpty();
    assertThat(store().changes(DEFAULT, 0, 10)).isEmpty();
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> read(DEFAULT, TenantReader::tenant));
    assertThatExceptionOfType(StoreException.class).isThrownBy(() -> change(DEFAULT, tenant -> {}));
  }

  @Test
  default void foundingMakesEverythingThatATenantIsBornWith() {
    founded();
    Founding founding = founding(DEFAULT);
    assertThat(store().installation()).contains(installation());
    assertThat(store().tenants()).containsExactly(DEFAULT);
    look(DEFAULT, tenant -> assertThat(tenant.tenant()).isEqualTo(founding.tenant()));
    look(DEFAULT, tenant -> assertThat(tenant.apis(new Page("", 10))).isEqualTo(founding.apis()));
    look(
        DEFAULT,
        tenant -> assertThat(tenant.api(BuiltInApi.ADMIN)).contains(founding.apis().getFirst()));
    look(DEFAULT, tenant -> assertThat(tenant.app(OPERATOR)).contains(founding.apps().getFirst()));
    look(DEFAULT, tenant -> assertThat(tenant.keys()).isEqualTo(founding.keys()));
    look(DEFAULT, tenant -> assertThat(tenant.revocationSeq()).isZero());
  }

  @Test
  default void foundingIsChangeOneAndAuditLineOne() {
    founded();
    AuditEvent first = read(DEFAULT, tenant -> Samples.log(tenant, 0, 10)).getFirst();
    assertThat(first.record().seq()).isEqualTo(1);
    assertThat(first.record().at()).isEqualTo(NOW);
    assertThat(first.record().action()).isEqualTo("tenant.create");
    assertThat(first.hash()).isEqualTo(first.record().hash(AuditRecord.START));
    assertThat(store().heads()).containsOnly(Map.entry(DEFAULT, new Head(1, first.hash())));
    assertThat(store().changes(DEFAULT, 0, 10))
        .containsExactly(
            new Change(
                1,
                AuditRecord.START,
                first.hash(),
                List.of(
                    new Touched(Kind.TENANT, "default"),
                    new Touched(Kind.KEY, "kid-a"),
                    new Touched(Kind.KEY, "kid-b"),
                    new Touched(Kind.API, "api_admin"),
                    new Touched(Kind.API, "api_identity"),
                    new Touched(Kind.APP, "app_operator"))));
  }

  @Test
  default void aStoreIsFoundedOnce() {
    founded();
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> store().found(installation(), founding(ACME)));
    assertThat(store().tenants()).containsExactly(DEFAULT);
    assertThat(store().heads().get(DEFAULT)).extracting(Head::number).isEqualTo(1L);
  }

  @Test
  default void aFoundingThatFailsLeavesNothing() {
    Founding good = founding(DEFAULT);
    Founding twice =
        new Founding(
            good.tenant(),
            good.keys(),
            List.of(
                good.apis().getFirst(),
                Samples.builtIn(new ApiId("api_other"), BuiltInApi.ADMIN, 1)),
            good.apps(),
            good.audit());
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> store().found(installation(), twice));
    assertThat(store().installation()).isEmpty();
    assertThat(store().tenants()).isEmpty();
    assertThat(store().heads()).isEmpty();
    founded();
    assertThat(store().tenants()).containsExactly(DEFAULT);
  }

  @Test
  default void theDefaultTenantFoundsOthersWithinAChange() {
    foundedTwice();
    assertThat(store().tenants()).containsExactly(ACME, DEFAULT);
    look(ACME, tenant -> assertThat(tenant.tenant()).isEqualTo(founding(ACME).tenant()));
    look(
        ACME,
        tenant -> assertThat(tenant.app(OPERATOR)).contains(founding(ACME).apps().getFirst()));
    assertThat(read(ACME, TenantReader::head).number()).isEqualTo(1);
    assertThat(read(DEFAULT, TenantReader::head).number()).isEqualTo(2);
    look(ACME, tenant -> assertThat(Samples.log(tenant, 0, 10)).hasSize(1));
    assertThat(store().changes(DEFAULT, 1, 10).getFirst().touched()).isEmpty();
  }

  @Test
  default void aTenantThatIsFoundedWithinAFailedChangeIsNotThere() {
    founded();
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() ->
            change(
                DEFAULT,
                tenant -> {
                  tenant.found(founding(ACME));
                  throw new IllegalStateException("no");
                }));
    assertThat(store().tenants()).containsExactly(DEFAULT);
    assertThat(store().heads()).containsOnlyKeys(DEFAULT);
  }

  @Test
  default void noTenantIsFoundedTwice() {
    foundedTwice();
    for (TenantName name : List.of(DEFAULT, ACME)) {
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> change(DEFAULT, tenant -> tenant.found(founding(name))));
    }
    assertThat(read(DEFAULT, TenantReader::head).number()).isEqualTo(2);
    assertThat(read(ACME, TenantReader::head).number()).isEqualTo(1);
  }

  @Test
  default void aTenantKeepsItsPath() {
    founded();
    assertThat(store().issuerPaths()).isEmpty();
    IssuerPath path = new IssuerPath("/realms/acme/");
    change(DEFAULT, tenant -> tenant.found(founding(ACME, path)));
    assertThat(store().issuerPaths()).containsExactly(path);
    look(ACME, tenant -> assertThat(tenant.tenant().path()).isEqualTo(path));
    look(DEFAULT, tenant -> assertThat(tenant.tenant().path()).isNull());
    change(ACME, tenant -> tenant.put(tenant.tenant().in(Tenant.Status.BLOCKED, tenant.number())));
    look(ACME, tenant -> assertThat(tenant.tenant().path()).isEqualTo(path));
    look(ACME, tenant -> assertThat(tenant.tenant().status()).isEqualTo(Tenant.Status.BLOCKED));
  }

  @Test
  default void noTenantsPathOverlapsAnothers() {
    founded();
    change(DEFAULT, tenant -> tenant.found(founding(ACME, new IssuerPath("/a/b"))));
    TenantName third = new TenantName("third");
    for (String path : List.of("/a/b", "/a/b/", "/a", "/a/b/c")) {
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(
              () -> change(DEFAULT, tenant -> tenant.found(founding(third, new IssuerPath(path)))));
    }
    assertThat(store().tenants()).containsExactly(ACME, DEFAULT);
    change(DEFAULT, tenant -> tenant.found(founding(third, new IssuerPath("/a/c"))));
    assertThat(store().issuerPaths()).hasSize(2);
  }

  @Test
  default void onlyTheDefaultTenantFoundsOthers() {
    foundedTwice();
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> change(ACME, tenant -> tenant.found(founding(new TenantName("third")))));
    assertThat(store().tenants()).hasSize(2);
  }
}
