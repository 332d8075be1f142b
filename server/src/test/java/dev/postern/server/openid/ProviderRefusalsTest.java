package dev.postern.server.openid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.server.LogLines;
import dev.postern.server.TestOpenIdProvider;
import dev.postern.server.config.OpenIdConfig;
import dev.postern.server.config.OpenIdRole;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.RegistrationReason;
import dev.postern.store.TenantName;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is the provider's, what is a stranger's, and what each may do to the log and the others. */
final class ProviderRefusalsTest {

  private final TestOpenIdProvider there = new TestOpenIdProvider();
  private Instant now = Instant.now();
  private OpenIdProvider provider;

  @BeforeEach
  void open() throws IOException {
    provider =
        new OpenIdProvider(
            new OpenIdConfig(
                there.issuer(),
                Optional.empty(),
                new OpenIdConfig.Client(
                    TestOpenIdProvider.CLIENT, Optional.of(TestOpenIdProvider.SECRET)),
                List.of("openid", "profile"),
                "roles",
                List.of(OpenIdRole.parse("staff=viewer")),
                Set.of(TenantName.DEFAULT),
                Optional.empty()),
            () -> now);
  }

  @AfterEach
  void close() {
    there.close();
  }

  private static OpenIdProvider.Way way(boolean anew) {
    return new OpenIdProvider.Way(
        URI.create("http://localhost/console/openid"),
        "s".repeat(43),
        "n".repeat(43),
        "v".repeat(43),
        Instant.now(),
        anew);
  }

  /** Somebody signs in there and comes back with a code that is good. */
  private void signIn(boolean anew, RegistrationReason reason) throws Refusal {
    OpenIdProvider.Way way = way(anew);
    String query = there.back(provider.authorization(way)).getRawQuery();
    String code = query.replaceFirst("(.*&)?code=([^&]*).*", "$2");
    bring(way, code, reason);
  }

  private void junk(RegistrationReason reason) {
    bring(way(false), "junk", reason);
  }

  private void bring(OpenIdProvider.Way way, String code, RegistrationReason reason) {
    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(() -> provider.redeem(way, code, Optional.of(there.issuer().toString())))
        .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(reason));
  }

  private static LogLines log() {
    return new LogLines("openid.OpenIdProvider");
  }

  @Test
  void codesThatWereMadeUpDoNotHideWhySomebodyIsNotLetIn() throws Refusal {
    try (LogLines log = log()) {
      for (int i = 0; i < 40; i++) {
        junk(RegistrationReason.NOT_VOUCHED);
      }
      assertThat(log.all()).hasSize(10);
      there.idToken(claims -> claims.put("aud", List.of(TestOpenIdProvider.CLIENT, "another")));
      signIn(false, RegistrationReason.NOT_VOUCHED);
      assertThat(log.all().getLast()).endsWith("the ID token is for others, too");
      // What was left out is told by the next line of its own kind.
      now = now.plusSeconds(60);
      junk(RegistrationReason.NOT_VOUCHED);
      assertThat(log.all().getLast()).endsWith("invalid_grant (left out before this: 30)");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 405, 410, 429})
  void anEndpointThatIsElsewhereOrHasHadEnoughIsNobodysFault(int status) throws Refusal {
    provider.authorization(way(false));
    there.broken(status);
    try (LogLines log = log()) {
      signIn(false, RegistrationReason.PROVIDER_REFUSES);
      signIn(false, RegistrationReason.PROVIDER_REFUSES);
      assertThat(log.only()).startsWith("WARN ").contains("says nothing but status " + status);
    }
  }

  @Test
  void anotherStatusWithoutAnErrorIsOfTheCodeAndIsNamed() throws Refusal {
    provider.authorization(way(false));
    there.broken(401);
    try (LogLines log = log()) {
      signIn(false, RegistrationReason.NOT_VOUCHED);
      assertThat(log.only()).startsWith("INFO ").endsWith("it says nothing but status 401");
    }
  }

  @Test
  void aProviderThatDoesNotKnowUsIsLeftAloneForTwoSeconds() throws Refusal {
    provider.authorization(way(false));
    there.refuse("invalid_client");
    junk(RegistrationReason.PROVIDER_REFUSES);
    long asked = there.requests("/token");
    junk(RegistrationReason.PROVIDER_REFUSES);
    assertThat(there.requests("/token")).isEqualTo(asked);
    now = now.plusSeconds(2);
    junk(RegistrationReason.PROVIDER_REFUSES);
    assertThat(there.requests("/token")).isEqualTo(asked + 1);
    // A clock that was set right.
    now = now.minusSeconds(3600);
    there.refuse(null);
    junk(RegistrationReason.NOT_VOUCHED);
  }

  @Test
  void whoIsNotAskedAnewIsInTheLogOnceAMinute() throws Refusal {
    there.idToken(claims -> claims.remove("auth_time"));
    try (LogLines log = log()) {
      for (int i = 0; i < 5; i++) {
        signIn(true, RegistrationReason.NOT_ASKED_ANEW);
      }
      assertThat(log.only()).startsWith("WARN ");
      now = now.plusSeconds(60);
      signIn(true, RegistrationReason.NOT_ASKED_ANEW);
      assertThat(log.all()).hasSize(2).last().asString().endsWith("(left out before this: 4)");
      // A clock that went back does not silence it.
      now = now.minusSeconds(3600);
      signIn(true, RegistrationReason.NOT_ASKED_ANEW);
      assertThat(log.all()).hasSize(3);
    }
  }
}
