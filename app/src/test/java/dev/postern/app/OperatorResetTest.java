package dev.postern.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.postern.jdbc.SqliteStore;
import dev.postern.protocol.ClientId;
import dev.postern.protocol.feed.FeedEntry;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.server.admin.BuiltInScopes;
import dev.postern.store.ApiId;
import dev.postern.store.ApiScope;
import dev.postern.store.App;
import dev.postern.store.AppEntry;
import dev.postern.store.AuditEvent;
import dev.postern.store.AuditFilter;
import dev.postern.store.AuditLine;
import dev.postern.store.BuiltInApi;
import dev.postern.store.Grant;
import dev.postern.store.Profile;
import dev.postern.store.Revocation;
import dev.postern.store.TenantName;
import dev.postern.store.TenantWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OperatorResetTest {

  private static final TenantName TENANT = TenantName.DEFAULT;

  private static final AuditFilter.Part LAST =
      new AuditFilter.Part(null, 1, AuditFilter.Order.NEWEST_FIRST);

  @TempDir private Path temporary;
  private Operated operated;

  @BeforeEach
  void found() throws Exception {
    operated = new Operated(temporary.resolve("data"));
    operated.start().close();
  }

  private Operated.Answer reset() {
    return operated.run("operator", "reset", "--data", operated.data.toString());
  }

  private void change(Consumer<TenantWriter> work) {
    try (SqliteStore store = SqliteStore.open(operated.data)) {
      store.<Boolean, RuntimeException>change(
          TENANT,
          Clock.systemUTC().instant(),
          tenant -> {
            work.accept(tenant);
            tenant.audit(AuditLine.byServer("test", "test", JsonNull.NULL));
            return true;
          });
    }
  }

  private AppEntry app(TenantWriter tenant) {
    try {
      return tenant.app(new ClientId(operated.operator().string("client_id"))).orElseThrow();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static JsonObject json(String answer) throws Exception {
    return new JsonReader(JsonLimits.REQUEST)
        .object(answer.substring(4).getBytes(StandardCharsets.UTF_8));
  }

  private void verifyOperator() throws Exception {
    try (Running running = operated.start()) {
      assertThat(running.publicUrl()).isNotNull();
      for (BuiltInApi api : BuiltInApi.values()) {
        String audience = api == BuiltInApi.ADMIN ? "admin_audience" : "identity_audience";
        String answer = Operated.token(operated.operator(), audience);
        assertThat(answer).startsWith("200 ");
        assertThat(json(answer).string("scope").split(" "))
            .containsExactlyInAnyOrder(
                BuiltInScopes.of(api, TENANT).stream().map(ApiScope::name).toArray(String[]::new));
      }
    }
  }

  private static String session(String token) throws Exception {
    return new JsonReader(JsonLimits.REQUEST)
        .object(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]))
        .string("sid");
  }

  @Test
  void itGivesTheOperatorANewSecretAndEndsTheOldOneWithItsTokens() throws Exception {
    String session;
    try (Running running = operated.start()) {
      assertThat(running.publicUrl()).isNotNull();
      session = session(json(operated.token()).string("access_token"));
    }
    JsonObject old = operated.operator();

    assertThat(reset())
        .isEqualTo(
            new Operated.Answer(
                0, "The new operator credential is in " + operated.credential() + "\n", ""));

    JsonObject after = operated.operator();
    assertThat(after.string("client_id")).isEqualTo(old.string("client_id"));
    assertThat(after.string("client_secret")).isNotEqualTo(old.string("client_secret"));
    assertThat(after.string("token_endpoint")).isEqualTo(old.string("token_endpoint"));
    assertThat(operated.data.resolve("operator.json.new")).doesNotExist();
    verifyOperator();
    try (SqliteStore store = SqliteStore.open(operated.data)) {
      store.<Boolean, Exception>read(
          TENANT,
          tenant -> {
            AppEntry app = tenant.app(new ClientId(after.string("client_id"))).orElseThrow();
            assertThat(app.credentials()).hasSize(1);
            AuditEvent last = tenant.audit(AuditFilter.ALL, LAST).items().getFirst();
            assertThat(last.record().action()).isEqualTo("operator.reset");
            assertThat(last.toString()).doesNotContain(after.string("client_secret"));
            assertThat(tenant.revocations(Clock.systemUTC().instant()))
                .extracting(Revocation::entry)
                .extracting(FeedEntry::kind, FeedEntry::value)
                // The app's part of the session: every verifier refuses the token from now on.
                .containsExactly(tuple(FeedEntry.SID, session.split("\\.", -1)[1]));
            return true;
          });
    }
    try (Running running = operated.start()) {
      assertThat(Operated.token(withEndpoint(old, running), "admin_audience")).startsWith("401 ");
    }
  }

  private static JsonObject withEndpoint(JsonObject operator, Running running) {
    return JsonObject.builder()
        .putAll(operator)
        .put("token_endpoint", running.publicUrl() + "/service/oauth/token")
        .build();
  }

  @Test
  void itUnblocksTheOperatorAndLiftsWhatShutHimOut() throws Exception {
    change(tenant -> {
      App app = app(tenant).app();
      tenant.put(
          new App(
              app.clientId(),
              app.name(),
              app.description(),
              App.Status.BLOCKED,
              app.labels(),
              List.of("192.0.2.1"),
              app.limits(),
              app.actsFor(),
              app.proof(),
              app.profile(),
              tenant.number(),
              app.createdAt(),
              tenant.number()));
    });
    assertThat(reset().exitCode()).isZero();
    verifyOperator();
  }

  @Test
  void itLoosensATenantThatWouldNotTakeHisSecret() throws Exception {
    change(tenant -> tenant.put(tenant.tenant().under(Profile.FAPI2, tenant.number())));
    try (Running running = operated.start()) {
      assertThat(running.publicUrl()).isNotNull();
      assertThat(Operated.token(operated.operator(), "admin_audience")).startsWith("401 ");
    }
    assertThat(reset().exitCode()).isZero();
    verifyOperator();
    change(tenant -> assertThat(tenant.tenant().profile()).isEqualTo(Profile.STANDARD));
  }

  @Test
  void itGivesBackGrantsThatAreGoneOrNarrowed() throws Exception {
    change(tenant -> {
      AppEntry app = app(tenant);
      Grant first = app.grants().get(0);
      Grant second = app.grants().get(1);
      tenant.removeGrant(app.app().clientId(), first.apiId());
      tenant.put(
          new Grant(
              second.id(),
              second.clientId(),
              second.apiId(),
              second.scopes(),
              second.claims(),
              second.tokenLifetime(),
              tenant.now(),
              Grant.Status.SUSPENDED,
              tenant.number(),
              second.createdAt(),
              tenant.number()));
    });
    assertThat(reset().exitCode()).isZero();
    verifyOperator();
  }

  @Test
  void itLiftsWhatLimitedHimToChosenApis() throws Exception {
    change(tenant -> {
      for (Grant each : app(tenant).grants()) {
        tenant.put(
            each.inEpoch(each.scopes(), tenant.number()).limitedTo(Set.of(new ApiId("api_files"))));
      }
    });
    assertThat(reset().exitCode()).isZero();
    verifyOperator();
    change(tenant -> {
      assertThat(app(tenant).grants()).hasSize(2);
      assertThat(app(tenant).grants()).allMatch(each -> each.onlyApis() == null);
    });
  }

  @Test
  void itMakesANewOperatorWhereHeIsGone() throws Exception {
    String gone = operated.operator().string("client_id");
    change(tenant -> tenant.removeApp(app(tenant).app().clientId()));
    Files.delete(operated.credential());
    assertThat(reset().exitCode()).isZero();
    assertThat(operated.operator().string("client_id")).isNotEqualTo(gone);
    verifyOperator();
  }

  @Test
  void itTouchesNothingWhereTheServerRunsOrThereIsNoDataOrAKeyIsWrong() throws Exception {
    String before = Files.readString(operated.credential());
    try (Running running = operated.start()) {
      before = Files.readString(operated.credential());
      assertThat(reset())
          .isEqualTo(
              new Operated.Answer(
                  69, "", "the data folder " + operated.data + " is in use by another Postern\n"));
      assertThat(running.publicUrl()).isNotNull();
      assertThat(operated.token()).startsWith("200 ");
    }
    Path key = operated.data.resolve("keys/pepper.key");
    String good = Files.readString(key);
    Files.writeString(key, "damaged");
    assertThat(reset().exitCode()).isEqualTo(78);
    Files.writeString(key, good);
    assertThat(operated.credential()).hasContent(before);

    Path nothing = temporary.resolve("nothing");
    assertThat(operated.run("operator", "reset", "--data", nothing.toString()))
        .isEqualTo(
            new Operated.Answer(
                78, "", "there is no data in " + nothing + " yet; `postern start` makes it\n"));
    assertThat(nothing).doesNotExist();
  }

  @Test
  void theOldCredentialStaysInPlaceAndWorksWhereTheNewOneCannotBeCommitted() throws Exception {
    String before = Files.readString(operated.credential());
    sql("CREATE TRIGGER broken BEFORE INSERT ON credential BEGIN SELECT RAISE(ABORT, 'no'); END");
    assertThat(reset().exitCode()).isEqualTo(69);
    assertThat(operated.credential()).hasContent(before);
    sql("DROP TRIGGER broken");
    try (Running running = operated.start()) {
      assertThat(running.publicUrl()).isNotNull();
      assertThat(operated.token()).startsWith("200 ");
    }
    assertThat(operated.data.resolve("operator.json.new")).doesNotExist();
  }

  private void sql(String statement) throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + operated.data.resolve("postern.db"));
        var command = connection.createStatement()) {
      command.execute(statement);
    }
  }

  @Test
  void theCommandItselfNeedsToBeToldWhat() {
    assertThat(operated.run("operator").exitCode()).isEqualTo(2);
  }
}
