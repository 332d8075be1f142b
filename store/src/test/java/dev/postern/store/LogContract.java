package dev.postern.store;

import static dev.postern.store.Samples.ADMIN;
import static dev.postern.store.Samples.NOW;
import static dev.postern.store.Samples.OPERATOR;
import static dev.postern.store.Samples.api;
import static dev.postern.store.Samples.app;
import static dev.postern.store.Samples.credential;
import static dev.postern.store.Samples.grant;
import static dev.postern.store.Samples.key;
import static dev.postern.store.Samples.line;
import static dev.postern.store.TenantName.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.admin.AuditRecord;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonBoolean;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonNumber;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import dev.postern.store.Change.Touched;
import dev.postern.store.Change.Touched.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The audit log, and the changes that other nodes read. */
public interface LogContract extends ContractStore {

  /** Checks the chain of a tenant from its first line to its head. */
  static void verifyChain(Store store, TenantName name) {
    Head head = store.heads().get(name);
    String previous = AuditRecord.START;
    long seq = 0;
    List<AuditEvent> lines;
    do {
      long after = seq;
      lines = store.read(name, tenant -> Samples.log(tenant, after, 100));
      for (AuditEvent line : lines) {
        seq++;
        assertThat(line.record().seq()).isEqualTo(seq);
        assertThat(line.hash()).isEqualTo(line.record().hash(previous));
        previous = line.hash();
      }
    } while (!lines.isEmpty());
    assertThat(new Head(seq, previous)).isEqualTo(head);
  }

  @Test
  default void everyLineIsChainedToTheLineBefore() {
    foundedTwice();
    JsonValue awkward =
        JsonObject.builder()
            .put("z", new JsonNumber("1.50E+3"))
            .put("a", new JsonString("</script> \u2028 \ud83d\ude00 \" \\ \u0001"))
            .put("list", new JsonArray(List.of(new JsonBoolean(true), JsonObject.EMPTY)))
            .build();
    store()
        .change(
            DEFAULT,
            NOW.plusNanos(1_500_000),
            tenant -> {
              tenant.audit(AuditLine.byServer("key.rotate", "key/x", awkward));
              return true;
            });
    for (int i = 0; i < 150; i++) {
      change(DEFAULT, tenant -> {});
    }
    verifyChain(store(), DEFAULT);
    verifyChain(store(), Samples.ACME);
    AuditEvent event = read(DEFAULT, tenant -> Samples.log(tenant, 2, 1)).getFirst();
    assertThat(event.record())
        .isEqualTo(
            new AuditRecord(
                3,
                NOW.plusMillis(1),
                "postern",
                "key.rotate",
                "key/x",
                JsonNull.NULL,
                awkward,
                ""));
  }

  @Test
  default void linesComeOldestFirstAndNoMoreThanAsked() {
    founded();
    for (int i = 0; i < 4; i++) {
      String action = "act." + i;
      store()
          .change(
              DEFAULT,
              NOW,
              tenant -> {
                tenant.audit(line(action));
                return true;
              });
    }
    look(
        DEFAULT,
        tenant ->
            assertThat(Samples.log(tenant, 2, 2))
                .extracting(event -> event.record().action())
                .containsExactly("act.1", "act.2"));
    look(DEFAULT, tenant -> assertThat(Samples.log(tenant, 5, 2)).isEmpty());
  }

  @Test
  default void changesFollowEachOtherByHash() {
    founded();
    for (int i = 0; i < 5; i++) {
      change(DEFAULT, tenant -> {});
    }
    List<Change> changes = store().changes(DEFAULT, 0, 100);
    List<AuditEvent> lines = read(DEFAULT, tenant -> Samples.log(tenant, 0, 100));
    assertThat(changes).hasSize(6);
    String previous = AuditRecord.START;
    for (int i = 0; i < changes.size(); i++) {
      assertThat(changes.get(i).number()).isEqualTo(i + 1);
      assertThat(changes.get(i).previousHash()).isEqualTo(previous);
      assertThat(changes.get(i).hash()).isEqualTo(lines.get(i).hash());
      previous = changes.get(i).hash();
    }
    assertThat(store().heads().get(DEFAULT)).isEqualTo(new Head(6, previous));
    assertThat(store().changes(DEFAULT, 2, 2)).isEqualTo(changes.subList(2, 4));
    assertThat(store().changes(DEFAULT, 6, 2)).isEmpty();
  }

  @Test
  default void aChangeNamesWhatItTouchedOnceAndInOrder() {
    founded();
    ClientId x = new ClientId("app_x");
    change(
        DEFAULT,
        tenant -> {
          long number = tenant.number();
          tenant.put(key("kid-x", number));
          tenant.put(app(x, number));
          tenant.put(credential("cred_x", x, number));
          tenant.put(grant(x, ADMIN, number));
          tenant.put(api("api_x", number));
          tenant.put(Samples.tenant(DEFAULT, number));
        });
    change(
        DEFAULT,
        tenant -> {
          tenant.removeGrant(OPERATOR, Samples.IDENTITY);
          tenant.removeCredential(x, new CredentialId("cred_x"));
        });
    change(DEFAULT, tenant -> tenant.removeApi(ADMIN));
    change(DEFAULT, tenant -> tenant.removeApp(x));
    assertThat(store().changes(DEFAULT, 1, 10))
        .extracting(Change::touched)
        .containsExactly(
            List.of(
                new Touched(Kind.KEY, "kid-x"),
                new Touched(Kind.APP, "app_x"),
                new Touched(Kind.API, "api_x"),
                new Touched(Kind.TENANT, "default")),
            List.of(new Touched(Kind.APP, "app_operator"), new Touched(Kind.APP, "app_x")),
            List.of(
                new Touched(Kind.API, "api_admin"),
                new Touched(Kind.APP, "app_operator"),
                new Touched(Kind.APP, "app_x")),
            List.of(new Touched(Kind.APP, "app_x")));
  }

  @Test
  default void purgingKeepsTheLastChangesAndEveryAuditLine() {
    foundedTwice();
    for (int i = 0; i < KEPT_CHANGES + 5; i++) {
      change(DEFAULT, tenant -> {});
    }
    Head head = read(DEFAULT, TenantReader::head);
    store().purge(NOW);
    List<Change> kept = store().changes(DEFAULT, 0, 1000);
    assertThat(kept).hasSize(KEPT_CHANGES);
    assertThat(kept.getLast().number()).isEqualTo(head.number());
    assertThat(store().changes(Samples.ACME, 0, 10)).hasSize(1);
    assertThat(store().heads().get(DEFAULT)).isEqualTo(head);
    verifyChain(store(), DEFAULT);
    assertThat(change(DEFAULT, tenant -> {})).isEqualTo(head.number() + 1);
  }
}
