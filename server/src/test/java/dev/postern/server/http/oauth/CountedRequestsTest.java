package dev.postern.server.http.oauth;

import static dev.postern.server.TokenSite.ACME;
import static dev.postern.server.TokenSite.HOME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.ClientId;
import dev.postern.server.TokenSite;
import dev.postern.server.TokenSite.Client;
import dev.postern.server.http.Headers;
import dev.postern.store.Api;
import dev.postern.store.ApiId;
import dev.postern.store.Grain;
import dev.postern.store.TenantName;
import dev.postern.store.UsageQuery;
import dev.postern.store.UsageSum;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Under what a token request is counted: never under what is not there. */
final class CountedRequestsTest {

  private static final String STORAGE = "https://storage.example.com";
  private static final String LEDGER = "https://ledger.example.com";
  private static final String FORM = "application/x-www-form-urlencoded";

  private final TokenSite site = new TokenSite();
  private final TokenCall call = new TokenCall(site);
  private final Api storage = site.api(HOME, STORAGE, "archive:read");
  private final Api ledger = site.api(HOME, LEDGER, "read");
  private final Client app = site.app(HOME);

  CountedRequestsTest() {
    site.grant(app, storage, "archive:read");
  }

  private List<UsageSum> usage(TenantName tenant) {
    site.journal.flush(site.store);
    UsageQuery query =
        new UsageQuery(
            Grain.DAY,
            site.now().minus(Duration.ofDays(1)),
            site.now().plus(Duration.ofDays(1)),
            UsageQuery.Only.ANY,
            EnumSet.allOf(UsageQuery.Part.class));
    return site.store.<List<UsageSum>, RuntimeException>read(
        tenant, reader -> reader.usage(query, Optional.empty(), 100));
  }

  private void assertOnly(
      @Nullable ClientId client, @Nullable ApiId api, String outcome, long requests) {
    assertThat(usage(HOME)).hasSize(1);
    UsageSum sum = usage(HOME).getFirst();
    assertThat(sum.client()).isEqualTo(client);
    assertThat(sum.api()).isEqualTo(api);
    assertThat(String.valueOf(sum.outcome())).isEqualTo(outcome);
    assertThat(sum.requests()).isEqualTo(requests);
  }

  @Test
  void aTokenIsCountedUnderItsAppAndItsApi() {
    call.ask(app);
    call.ask(app, "audience", STORAGE);
    assertOnly(app.id(), storage.id(), "issued", 2);
    assertThat(usage(ACME)).isEmpty();
  }

  @Test
  void aWrongSecretIsCountedUnderTheAppThatIsNamed() {
    call.ask(app, "client_secret", "letmein");
    assertOnly(app.id(), storage.id(), "proof_wrong", 1);
  }

  @Test
  void anAppThatIsNotThereIsCountedUnderNone() {
    for (int i = 0; i < 50; i++) {
      call.ask(app, "client_id", "app_made_up_" + i);
    }
    assertOnly(null, null, "client_unknown", 50);
  }

  @Test
  void anApiThatIsNotThereIsCountedUnderNoneAndOneThatIsNotGrantedIs() {
    call.ask(app, "audience", LEDGER);
    assertOnly(app.id(), ledger.id(), "target_not_granted", 1);
    for (int i = 0; i < 50; i++) {
      call.ask(app, "audience", "https://made-up-" + i + ".example.com");
    }
    assertThat(usage(HOME)).hasSize(2);
    assertThat(usage(HOME).getFirst().api()).isNull();
    assertThat(usage(HOME).getFirst().requests()).isEqualTo(50);
  }

  @Test
  void anAppOfAnotherTenantIsNobodyHere() {
    Client other = site.app(ACME);
    call.ask(new Client(HOME, other.id(), other.credential(), other.secret()));
    assertOnly(null, null, "client_unknown", 1);
    assertThat(usage(ACME)).isEmpty();
  }

  @Test
  void whereSeveralApisAreGrantedAndNoneIsNamedNoneIsCounted() {
    site.grant(app, ledger, "read");
    call.ask(app);
    assertOnly(app.id(), null, "target_ambiguous", 1);
  }

  @Test
  void aRequestThatCannotBeReadIsCountedUnderTheAppThatItNames() {
    call.form(app, "client_id=" + app.id());
    assertOnly(app.id(), null, "no_grant_type", 1);
  }

  @Test
  void theHeaderNamesAnAppToo() {
    String pair = app.id() + ":" + "letmein";
    String basic =
        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    call.send(app, Headers.NONE.plus("Authorization", basic), FORM, "grant_type=no_such");
    assertOnly(app.id(), null, "grant_type_unknown", 1);
  }

  @Test
  void aHeaderThatMakesNoSenseNamesNobody() {
    for (String header : List.of("Basic !", "Basic YQ==", "Bearer x", "Basic JTog")) {
      call.send(app, Headers.NONE.plus("Authorization", header), FORM, "grant_type=no_such");
    }
    assertThat(usage(HOME)).isNotEmpty().allMatch(sum -> sum.client() == null);
  }

  @Test
  void aBodyThatCannotBeReadNamesNobody() {
    call.form(app, "grant_type=client_credentials&client_id=" + app.id() + "&scope=%");
    assertOnly(null, null, "malformed_request", 1);
  }

  @Test
  void whatIsRefusedWithoutTheDatabaseIsCountedWhenItIsBack() {
    site.cutOff(true);
    call.ask(app);
    site.cutOff(false);
    assertOnly(app.id(), storage.id(), "cut_off", 1);
  }
}
