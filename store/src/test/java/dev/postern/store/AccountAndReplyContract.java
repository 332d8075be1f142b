package dev.postern.store;

import static dev.postern.store.Samples.NOW;
import static dev.postern.store.Samples.account;
import static dev.postern.store.Samples.email;
import static dev.postern.store.Samples.reply;
import static dev.postern.store.TenantName.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.protocol.json.JsonObject;
import dev.postern.store.Account.LookupKey;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Accounts, and the answers that are kept for repetitions. */
public interface AccountAndReplyContract extends ContractStore {

  @Test
  default void anAccountIsFoundByIdAndByEachOfItsKeys() {
    founded();
    List<LookupKey> keys =
        List.of(
            new LookupKey(LookupKey.Kind.USERNAME, "zoe"),
            email("b@example.com"),
            email("a@example.com"),
            new LookupKey(LookupKey.Kind.PHONE, "+49 1"));
    Account account =
        new Account(new AccountId("acc-1"), keys, JsonObject.EMPTY, null, NOW, NOW, 2);
    change(DEFAULT, tenant -> tenant.put(account));
    look(DEFAULT, tenant -> assertThat(tenant.account(account.id())).contains(account));
    for (LookupKey key : keys) {
      look(DEFAULT, tenant -> assertThat(tenant.account(key)).contains(account));
    }
    look(DEFAULT, tenant -> assertThat(tenant.account(email("zoe"))).isEmpty());
    look(DEFAULT, tenant -> assertThat(tenant.account(new AccountId("acc-2"))).isEmpty());
  }

  @Test
  default void noTwoAccountsShareAKey() {
    founded();
    change(DEFAULT, tenant -> tenant.put(account("acc-1", 2, "a@example.com", "b@example.com")));
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() ->
            change(
                DEFAULT,
                tenant -> tenant.put(account("acc-2", 3, "c@example.com", "b@example.com"))));
    look(DEFAULT, tenant -> assertThat(tenant.account(new AccountId("acc-2"))).isEmpty());
    look(DEFAULT, tenant -> assertThat(tenant.account(email("c@example.com"))).isEmpty());
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() ->
            change(
                DEFAULT,
                tenant -> tenant.put(account("acc-3", 3, "d@example.com", "d@example.com"))));
  }

  @Test
  default void aKeyThatIsGivenUpIsFree() {
    founded();
    change(DEFAULT, tenant -> tenant.put(account("acc-1", 2, "a@example.com", "b@example.com")));
    change(
        DEFAULT,
        tenant -> {
          tenant.put(account("acc-1", 3, "b@example.com"));
          tenant.put(account("acc-2", 3, "a@example.com"));
        });
    look(
        DEFAULT,
        tenant ->
            assertThat(tenant.account(email("a@example.com")))
                .contains(account("acc-2", 3, "a@example.com")));
    change(DEFAULT, tenant -> tenant.removeAccount(new AccountId("acc-2")));
    look(DEFAULT, tenant -> assertThat(tenant.account(email("a@example.com"))).isEmpty());
    change(DEFAULT, tenant -> tenant.put(account("acc-3", 5, "a@example.com")));
    assertThat(read(DEFAULT, tenant -> tenant.account(email("a@example.com"))).orElseThrow().id())
        .isEqualTo(new AccountId("acc-3"));
    assertThat(store().changes(DEFAULT, 1, 10))
        .as("the registry does not hold accounts")
        .allMatch(change -> change.touched().isEmpty());
  }

  @Test
  default void accountsComeInTheOrderOfIdsPageByPage() {
    founded();
    List<Account> accounts =
        List.of(
            account("acc-1", 2, "1@example.com", "one@example.com"),
            account("acc-2", 2),
            account("acc-3", 2, "3@example.com"));
    change(DEFAULT, tenant -> accounts.reversed().forEach(tenant::put));
    look(
        DEFAULT,
        tenant -> assertThat(tenant.accounts(new Page("", 2))).isEqualTo(accounts.subList(0, 2)));
    look(
        DEFAULT,
        tenant ->
            assertThat(tenant.accounts(new Page("acc-2", 2))).isEqualTo(accounts.subList(2, 3)));
    look(DEFAULT, tenant -> assertThat(tenant.accounts(new Page("acc-3", 2))).isEmpty());
    look(
        DEFAULT,
        tenant -> assertThat(tenant.accounts(new Page("", Page.LIMIT))).isEqualTo(accounts));
  }

  @Test
  default void aReplyIsKeptUntilItsTimeIsOver() {
    founded();
    StoredReply ends = reply("r1", NOW.plusSeconds(1));
    StoredReply stays = reply("r2", NOW.plusSeconds(2));
    change(
        DEFAULT,
        tenant -> {
          tenant.put(ends);
          tenant.put(stays);
          assertThat(tenant.reply("r1")).contains(ends);
        });
    look(DEFAULT, tenant -> assertThat(tenant.reply("r1")).contains(ends));
    look(DEFAULT, tenant -> assertThat(tenant.reply("r3")).isEmpty());
    store().purge(NOW.plusSeconds(2));
    look(DEFAULT, tenant -> assertThat(tenant.reply("r1")).isEmpty());
    look(DEFAULT, tenant -> assertThat(tenant.reply("r2")).contains(stays));
    change(DEFAULT, tenant -> tenant.put(reply("r2", NOW.plusSeconds(9))));
    look(
        DEFAULT,
        tenant -> assertThat(tenant.reply("r2")).contains(reply("r2", NOW.plusSeconds(9))));
  }
}
