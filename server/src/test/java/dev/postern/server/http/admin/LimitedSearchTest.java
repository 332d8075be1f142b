package dev.postern.server.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.http.admin.AdminSite.Answer;
import dev.postern.store.ApiId;
import dev.postern.store.App;
import dev.postern.store.BuiltInApi;
import dev.postern.store.Found;
import dev.postern.store.Grant;
import dev.postern.store.GrantId;
import dev.postern.store.Profile;
import dev.postern.store.Proof;
import dev.postern.store.Samples;
import dev.postern.store.TenantWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A search that stops early, by somebody who is limited to two APIs. */
final class LimitedSearchTest {

  private final AdminSite site = new AdminSite();
  private final String files = site.api("urn:files", "r");
  private final String mail = site.api("urn:mail", "r");
  private final String ledger = site.api("urn:ledger", "r");
  private final String token =
      site.token(
          site.app(
              "[{\"api_id\":\"%s\",\"scopes\":[\"apps:read\"],\"only_apis\":[\"%s\",\"%s\"]}]"
                  .formatted(site.builtIn(BuiltInApi.ADMIN), files, mail)));

  @Test
  void whereItStopsIsAnAppThatHeKnowsAndNothingIsPassedOver() {
    site.store.<Boolean, RuntimeException>change(
        AdminSite.HOME,
        site.now(),
        tenant -> {
          for (int i = 0; i <= Found.SCAN; i++) {
            put(tenant, String.format(Locale.ROOT, "app_x%05d", i), "hay", files);
            put(tenant, String.format(Locale.ROOT, "app_x%05dh", i), "needle", ledger);
          }
          put(tenant, "app_y", "needle", mail);
          put(tenant, "app_z", "needle", files);
          tenant.audit(Samples.line("test.apps"));
          return true;
        });
    Answer first = site.call("GET", "/apps?q=needle").token(token).send();
    assertThat(first.items()).isEmpty();
    assertThat(first.next()).contains("app_x09999");
    Answer rest = site.call("GET", "/apps?q=needle&cursor=app_x09999").token(token).send();
    assertThat(rest.items().stream().map(each -> Description.text(each, "client_id")))
        .containsExactly("app_y", "app_z");
    assertThat(rest.next()).isEmpty();
  }

  private static void put(TenantWriter tenant, String id, String name, String api) {
    ClientId client = new ClientId(id);
    long number = tenant.number();
    tenant.put(
        new App(
            client,
            name,
            "",
            App.Status.ACTIVE,
            Map.of(),
            List.of(),
            App.Limits.NONE,
            Set.of(),
            Proof.NONE,
            Profile.STANDARD,
            number,
            tenant.now(),
            number));
    tenant.put(
        new Grant(
            new GrantId("grant_" + id),
            client,
            new ApiId(api),
            Scopes.of("r"),
            JsonObject.EMPTY,
            null,
            null,
            Grant.Status.ACTIVE,
            number,
            tenant.now(),
            number));
  }
}
