package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.TestOpenIdProvider;
import dev.postern.server.TestPasskey;
import dev.postern.server.config.ConsoleConfig;
import dev.postern.server.config.OpenIdConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A console with a port of its own, from the invitation to the sign-in; and none at all. */
final class OwnConsoleTest {

  @TempDir private Path data;

  private static ConsoleConfig console(boolean enabled, OptionalInt port) {
    return new ConsoleConfig(enabled, InetAddress.getLoopbackAddress(), port, Optional.empty());
  }

  private static Answer invite(RunningServer server) {
    return server
        .admin()
        .post(
            "/apps",
            JsonObject.builder()
                .put("name", "Ada")
                .put("credential", JsonObject.builder().put("type", "invitation").build())
                .put(
                    "grants",
                    new JsonArray(
                        List.of(
                            JsonObject.builder()
                                .put("identifier", server.operator().below("admin/v1"))
                                .put("scopes", JsonArray.ofStrings(List.of("apps:read")))
                                .build())))
                .build()
                .text());
  }

  private static HttpCall post(URI console, String path, JsonObject body) {
    String origin = console.toString().replaceFirst("/console$", "");
    return HttpCall.post(URI.create(console + path), "application/json", body.bytes())
        .header("Origin", origin);
  }

  private static String origin(URI url) {
    return "http://localhost:" + url.getPort();
  }

  @Test
  void somebodyComesInByItsOwnPortAndHisPasskeyIsBoundToThat() throws Exception {
    try (RunningServer server =
        new RunningServer(data, Optional.empty(), console(true, OptionalInt.of(0)))) {
      URI console = server.console();
      String url = invite(server).text("invitation_url");
      assertThat(url).startsWith(console + "/join#");
      assertThat(console.getPort()).isNotEqualTo(server.url().getPort());
      String invitation = "Bearer " + url.substring(url.indexOf('#') + 1);
      TestPasskey passkey = TestPasskey.usual();
      JsonObject options =
          Answer.to(
                  post(console, "/passkeys/options", JsonObject.EMPTY)
                      .header("Authorization", invitation))
              .json();

      assertThat(made(console, invitation, passkey.make(options, origin(server.url()))))
          .as("made on a page of the endpoints' port")
          .isBetween(400, 401);
      assertThat(made(console, invitation, passkey.make(options, origin(console)))).isEqualTo(201);

      assertThat(signIn(console, passkey, origin(server.url())).status())
          .as("an answer from a page of the endpoints' port")
          .isEqualTo(401);
      Answer in = signIn(console, passkey, origin(console));
      assertThat(in.status()).isEqualTo(200);
      String cookie = in.header("Set-Cookie").orElseThrow();
      assertThat(cookie).startsWith("__Host-postern-default=").contains("SameSite=Strict");
      String pair = cookie.substring(0, cookie.indexOf(';'));
      Answer apps = Answer.to(HttpCall.get(URI.create(console + "/apps")).header("Cookie", pair));
      assertThat(apps.status()).isEqualTo(200);
      assertThat(apps.body()).contains("Ada");
      Answer settings =
          Answer.to(HttpCall.get(URI.create(console + "/settings")).header("Cookie", pair));
      assertThat(settings.body())
          .as("apps still find the endpoints where they are")
          .contains(server.operator().below("service/oauth/token"));
    }
  }

  private static int made(URI console, String invitation, JsonObject response) throws IOException {
    JsonObject body = JsonObject.builder().put("name", "Laptop").put("response", response).build();
    return Answer.to(post(console, "/passkeys", body).header("Authorization", invitation)).status();
  }

  private static Answer signIn(URI console, TestPasskey passkey, String origin) {
    JsonObject options = Answer.to(post(console, "/passkeys/options", JsonObject.EMPTY)).json();
    return Answer.to(post(console, "/sign-in", passkey.sign(options, origin)));
  }

  @Test
  void whereTlsIsSpokenItsPortSpeaksNothingElse(@TempDir Path keys) throws Exception {
    TestCertificate certificate = TestCertificate.make(keys);
    ConsoleConfig apart = console(true, OptionalInt.of(0));
    try (RunningServer server = new RunningServer(data, Optional.of(certificate.files()), apart)) {
      URI console = server.console();
      assertThat(console.getScheme()).isEqualTo("https");
      assertThat(console.getPort()).isNotEqualTo(server.url().getPort());
      HttpCall look = HttpCall.get(URI.create(console + "/sign-in"));
      Answer page = Answer.to(look.over(certificate.trusting().getSocketFactory()));
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.header("Strict-Transport-Security")).isPresent();
      URI clear = URI.create(console.toString().replace("https:", "http:") + "/sign-in");
      assertThatThrownBy(() -> HttpCall.get(clear).send(1 << 20)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void noConsoleIsServedWhereItIsTurnedOffAndNobodyIsInvited() throws Exception {
    try (RunningServer server =
        new RunningServer(data, Optional.empty(), console(false, OptionalInt.of(0)))) {
      for (String path : List.of("console", "console/sign-in", "console/join", "")) {
        assertThat(Answer.to(HttpCall.get(server.operator().uri(path))).status())
            .as(path)
            .isEqualTo(404);
      }
      Answer refused = invite(server);
      assertThat(refused.status()).as(refused.body()).isEqualTo(409);
      assertThat(refused.text("detail"))
          .isEqualTo("The console is turned off: nobody could follow an invitation.");
      assertThat(refused.body().getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(1000);
      assertThat(server.admin().get("/apps?q=Ada").body()).as("nothing is made").contains("[]");
    }
  }

  @Test
  void whereItIsTurnedOffNobodySignsInByTheProviderEither() throws Exception {
    try (TestOpenIdProvider there = new TestOpenIdProvider()) {
      OpenIdConfig openId = OpenIdSite.config(there, "default");
      there.signIn(TestOpenIdProvider.Person.of("24", "Ada Lovelace", "platform"));
      JsonObject back;
      try (RunningServer server = new RunningServer(data.resolve("on"), openId)) {
        OpenIdSite site = new OpenIdSite(there, server.operator());
        assertThat(Answer.to(HttpCall.get(server.operator().uri("service/openid"))).status())
            .isEqualTo(200);
        back = site.back(site.begin());
      }
      ConsoleConfig off = console(false, OptionalInt.empty());
      // Whoever asked the provider would hear 503.
      there.broken(500);
      try (RunningServer server = new RunningServer(data.resolve("off"), openId, off)) {
        OpenIdSite site = new OpenIdSite(there, server.operator());
        for (Answer answer :
            List.of(
                Answer.to(HttpCall.get(server.operator().uri("service/openid"))),
                site.begin(),
                site.post("service/openid", back))) {
          assertThat(answer.status()).as(answer.body()).isEqualTo(404);
          assertThat(answer.text("error")).isEqualTo("invalid_request");
        }
        assertThat(server.admin().get("/credentials?type=openid").body()).contains("\"items\":[]");
        assertThat(server.admin().get("/apps?q=Ada").body()).contains("\"items\":[]");
      }
    }
  }
}
