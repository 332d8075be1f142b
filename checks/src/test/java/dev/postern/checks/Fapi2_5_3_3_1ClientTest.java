package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postern.client.PosternClient;
import dev.postern.client.TokenSource;
import dev.postern.client.TokenUnavailable;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.server.config.DpopConfig;
import dev.postern.server.config.JwksUriConfig;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our client library at a tenant that keeps to FAPI 2.0 and wants nonces. */
final class Fapi2_5_3_3_1ClientTest {

  private static Fapi2Site site;
  private static Fapi2App app;

  @BeforeAll
  static void start(@TempDir Path data, @TempDir Path keys) throws Exception {
    site = new Fapi2Site(data, keys, DpopConfig.Nonce.REQUIRED, JwksUriConfig.USUAL);
    app = site.app("both", SignatureAlgorithm.ES256, "", site.accounts(), "read\",\"write");
    site.switchOn();
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  private static PosternClient client(String issuer) {
    return PosternClient.of(issuer).tls(site.tls());
  }

  private static TokenSource tokens(PosternClient client, UnaryOperator<PosternClient.App> choice) {
    return choice
        .apply(client.credentials(app.caller().id(), app.key()))
        .audience(Fapi2Site.ACCOUNTS);
  }

  private static String reason(PosternClient client) {
    TokenUnavailable unavailable =
        catchThrowableOfType(
            TokenUnavailable.class, () -> tokens(client, UnaryOperator.identity()).token());
    assertThat(unavailable).isNotNull();
    return unavailable.reason().text();
  }

  @Shows({"R-FAPI-26", "R-FAPI-27", "R-FAPI-28"})
  @Test
  void itHasABoundTokenByItsKeyAloneThoughANonceIsDemanded() throws Exception {
    // The server takes no assertion that is addressed otherwise, and no proof without its nonce.
    Answer without = app.ask();
    assertThat(without.text("error")).isEqualTo("use_dpop_nonce");
    TokenSource source = tokens(client(site.issuer()), UnaryOperator.identity());
    JsonObject claims = TokenParts.claims(source.token().value());
    assertThat(claims.object("cnf").has("jkt")).isTrue();
    assertThat(claims.string("client_id")).isEqualTo(app.caller().id());
    assertThat(source.authorization()).startsWith("DPoP ");
  }

  @Shows("R-FAPI-31")
  @Test
  void itAsksForNoMoreThanItIsTold() throws Exception {
    TokenSource all = tokens(client(site.issuer()), UnaryOperator.identity());
    assertThat(TokenParts.claims(all.token().value()).string("scope")).isEqualTo("read write");
    TokenSource less = tokens(client(site.issuer()), chosen -> chosen.scope("read"));
    assertThat(TokenParts.claims(less.token().value()).string("scope")).isEqualTo("read");
  }

  @Shows("R-FAPI-29")
  @Test
  void itBelievesNoMetadataOfAnotherIssuer() {
    // On loopback the server answers to both names of this machine, and has one issuer.
    String issuer = site.server().url() + "/";
    String other =
        issuer.contains("127.0.0.1")
            ? issuer.replace("127.0.0.1", "localhost")
            : issuer.replace("localhost", "127.0.0.1");
    assertThat(other).isNotEqualTo(issuer);
    assertThat(reason(client(other))).contains("issuer");
  }

  @Shows("R-FAPI-23")
  @Test
  void itTellsNothingToAServerWhoseCertificateIsNotTrustedOrIsAnothers() {
    assertThat(reason(PosternClient.of(site.issuer()))).contains("certificate is not trusted");
    // The certificate is for one label below the hub and no more.
    String deeper = site.issuer().replace("//acme.", "//deeper.acme.");
    assertThat(deeper).isNotEqualTo(site.issuer());
    assertThat(reason(client(deeper))).contains("certificate");
  }
}
