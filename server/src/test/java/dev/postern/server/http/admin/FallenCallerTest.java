package dev.postern.server.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.ClientId;
import dev.postern.server.http.admin.AdminSite.Answer;
import dev.postern.server.http.admin.AdminSite.Party;
import dev.postern.store.Api;
import dev.postern.store.ApiId;
import dev.postern.store.App;
import dev.postern.store.BuiltInApi;
import dev.postern.store.Credential;
import dev.postern.store.Grant;
import dev.postern.store.Proof;
import dev.postern.store.Samples;
import dev.postern.store.TenantName;
import dev.postern.store.TenantWriter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Who loses what he calls with while his change waits for its turn does not get to make it. */
final class FallenCallerTest {

  private final AdminSite site = new AdminSite();
  private final Party admin = site.admin("apps:write");
  private final ClientId client = new ClientId(admin.clientId());

  @Test
  void anAppThatIsBlockedMeanwhileChangesNothing() throws Exception {
    Answer answer =
        meanwhile(tenant -> {
          App app = tenant.app(client).orElseThrow().app();
          tenant.put(app.inEpoch(App.Status.BLOCKED, tenant.number()));
        });
    assertThat(answer.problem()).isEqualTo("401 invalid_token");
    assertThat(answer.headers().first("WWW-Authenticate").orElse("")).contains("invalid_token");
  }

  @Test
  void anAppThatIsDeletedMeanwhileChangesNothing() throws Exception {
    assertThat(meanwhile(tenant -> tenant.removeApp(client)).problem())
        .isEqualTo("401 invalid_token");
  }

  @Test
  void anAppWhoseGrantEndsMeanwhileChangesNothing() throws Exception {
    Answer answer =
        meanwhile(
            tenant -> tenant.removeGrant(client, tenant.api(BuiltInApi.ADMIN).orElseThrow().id()));
    assertThat(answer.problem()).isEqualTo("401 invalid_token");
  }

  @Test
  void anAppThatIsLimitedToChosenApisMeanwhileChangesNothing() throws Exception {
    Answer answer =
        meanwhile(tenant -> {
          Grant grant = tenant.app(client).orElseThrow().grants().getFirst();
          Grant touched = grant.inEpoch(grant.scopes(), tenant.number());
          tenant.put(
              new Grant(
                  touched.id(),
                  touched.clientId(),
                  touched.apiId(),
                  touched.scopes(),
                  touched.claims(),
                  touched.tokenLifetime(),
                  touched.expiresAt(),
                  touched.status(),
                  null,
                  Set.of(new ApiId("api_files")),
                  grant.epoch(),
                  touched.createdAt(),
                  tenant.number()));
        });
    assertThat(answer.problem()).isEqualTo("401 invalid_token");
  }

  @Test
  void anAppThatIsOnlyTouchedMeanwhileIsServed() throws Exception {
    Answer answer =
        meanwhile(tenant -> {
          App app = tenant.app(client).orElseThrow().app();
          tenant.put(renamed(app, tenant.number()));
        });
    assertThat(answer.status()).isEqualTo(201);
  }

  private static App renamed(App app, long number) {
    return new App(
        app.clientId(),
        "Another name",
        app.description(),
        app.status(),
        app.labels(),
        app.allowedIps(),
        app.limits(),
        app.actsFor(),
        app.proof(),
        app.profile(),
        app.epoch(),
        app.createdAt(),
        number);
  }

  @Test
  void anAppWhoseCredentialIsRevokedMeanwhileChangesNothing() throws Exception {
    String other = site.post("/apps/" + client + "/credentials", "{}").text("id");
    Answer answer =
        meanwhile(tenant ->
            tenant.app(client).orElseThrow().credentials().stream()
                .map(Credential::id)
                .filter(id -> !id.text().equals(other))
                .forEach(id -> tenant.removeCredential(client, id)));
    assertThat(answer.problem()).isEqualTo("401 invalid_token");
  }

  @Test
  void anAppWhoseSessionsAreClosedMeanwhileChangesNothing() throws Exception {
    List<Consumer<TenantWriter>> closings =
        List.of(
            tenant -> {
              App app = tenant.app(client).orElseThrow().app();
              tenant.put(app.inEpoch(app.status(), tenant.number()));
            },
            tenant -> {
              Grant grant = tenant.app(client).orElseThrow().grants().getFirst();
              tenant.put(grant.inEpoch(grant.scopes(), tenant.number()));
            },
            tenant ->
                tenant.put(tenant.api(BuiltInApi.ADMIN).orElseThrow().inEpoch(tenant.number())));
    for (Consumer<TenantWriter> closing : closings) {
      assertThat(meanwhile(closing).problem()).isEqualTo("401 invalid_token");
    }
  }

  // RFC 9449 7.1: no challenge names a scheme that is not taken.
  @Test
  void whoseApiDemandsProofMeanwhileIsAskedForThat() throws Exception {
    Answer answer =
        meanwhile(tenant ->
            tenant.put(demanding(tenant.api(BuiltInApi.ADMIN).orElseThrow(), tenant.number())));
    assertThat(answer.problem()).isEqualTo("401 invalid_token");
    assertThat(answer.headers().single("WWW-Authenticate").orElseThrow())
        .startsWith("DPoP ")
        .doesNotContain("Bearer");
  }

  private static Api demanding(Api api, long number) {
    return new Api(
        api.id(),
        api.identifier(),
        api.name(),
        api.scopes(),
        api.tokenLifetime(),
        api.maxTokenLifetime(),
        api.longestLifetime(),
        api.algorithm(),
        Proof.DPOP,
        number,
        api.createdAt(),
        number);
  }

  /** Calls while another change is under way, which then does {@code work} and is committed. */
  private Answer meanwhile(Consumer<TenantWriter> work) throws Exception {
    AdminSite.Call call = site.call("POST", "/apps").as(admin).json("{\"name\":\"n\"}");
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    Thread caller = Thread.ofPlatform().unstarted(() -> answer.complete(call.send()));
    long before = site.number();
    site.store.<Boolean, ExecutionException>change(
        TenantName.DEFAULT,
        site.now(),
        tenant -> {
          caller.start();
          awaitWaiting(caller);
          work.accept(tenant);
          tenant.audit(Samples.line("test.meanwhile"));
          return true;
        });
    Answer given = answer.get(30, TimeUnit.SECONDS);
    assertThat(site.number()).isEqualTo(before + (given.status() == 201 ? 2 : 1));
    return given;
  }

  private static void awaitWaiting(Thread caller) {
    for (int i = 0; i < 400 && caller.getState() != Thread.State.TIMED_WAITING; i++) {
      LockSupport.parkNanos(10_000_000);
    }
    assertThat(caller.getState()).isEqualTo(Thread.State.TIMED_WAITING);
  }
}
