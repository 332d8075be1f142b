package dev.postern.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The metadata of an authorization server: where they lie, and whose they are (RFC 8414). */
final class ServerMetadataTest {

  private static final String ISSUER = "https://auth.example.com/acme";

  private static JsonObject document(String issuer) {
    return JsonObject.builder()
        .put("issuer", issuer)
        .put("token_endpoint", "https://auth.example.com/acme/token")
        .put("jwks_uri", "https://auth.example.com/acme/jwks")
        .put(ServerMetadata.FEED, "https://auth.example.com/acme/feed")
        .put(ServerMetadata.FEED_KEYS, "https://auth.example.com/acme/feed/jwks")
        .build();
  }

  // RFC 8414 3.1
  @ParameterizedTest
  @CsvSource({
    "https://a.example, https://a.example/.well-known/oauth-authorization-server",
    "https://a.example/, https://a.example/.well-known/oauth-authorization-server",
    "https://a.example:8443/acme, https://a.example:8443/.well-known/oauth-authorization-server/acme",
    "https://a.example/acme/, https://a.example/.well-known/oauth-authorization-server/acme",
    "https://a.example/a/b/, https://a.example/.well-known/oauth-authorization-server/a/b",
    "https://a.example/%61, https://a.example/.well-known/oauth-authorization-server/%61",
    "http://[::1]:80/a, http://[::1]:80/.well-known/oauth-authorization-server/a"
  })
  void theyLieBetweenHostAndPathOfTheIssuerWithoutTheSlashAtItsEnd(String issuer, String place) {
    assertThat(ServerMetadata.location(new Issuer(issuer))).isEqualTo(URI.create(place));
  }

  @Test
  void theyAreReadForTheIssuerThatIsExpected() throws JsonFault {
    ServerMetadata read = ServerMetadata.read(document(ISSUER), new Issuer(ISSUER));
    assertThat(read.issuer().text()).isEqualTo(ISSUER);
    assertThat(read.tokenEndpoint()).isEqualTo(URI.create("https://auth.example.com/acme/token"));
  }

  // What they name is called as it stands there: an address that cannot be called is none.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://me@auth.example.com/introspect",
        "https://me:secret@auth.example.com/introspect",
        "https:introspect",
        "ftp://auth.example.com/introspect",
        "/introspect"
      })
  void anAddressThatCannotBeCalledIsNone(String address) {
    JsonObject document =
        JsonObject.builder()
            .putAll(document(ISSUER))
            .put("introspection_endpoint", address)
            .build();
    assertThatThrownBy(() -> ServerMetadata.read(document, new Issuer(ISSUER)))
        .isInstanceOf(JsonFault.class)
        .hasMessage("the metadata's introspection_endpoint is no http or https address");
  }

  // RFC 8414 3.3: no normalisation, of whichever part.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://auth.example.com/acme/",
        "https://auth.example.com/Acme",
        "https://auth.example.com/%61cme",
        "https://auth.example.com/./acme",
        "https://auth.example.com//acme",
        "https://auth.example.com/acmex",
        "https://auth.example.com/",
        "https://AUTH.example.com/acme",
        "https://auth.example.com:443/acme",
        "HTTPS://auth.example.com/acme",
        "http://auth.example.com/acme",
        " https://auth.example.com/acme",
        ""
      })
  void thoseOfAnIssuerThatIsWrittenOtherwiseAreNotUsed(String other) {
    assertThatThrownBy(() -> ServerMetadata.read(document(other), new Issuer(ISSUER)))
        .isInstanceOf(JsonFault.class)
        .hasMessageContaining("another issuer");
  }
}
