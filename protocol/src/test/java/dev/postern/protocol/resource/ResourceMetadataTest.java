package dev.postern.protocol.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.protocol.Audience;
import dev.postern.protocol.Issuer;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.dpop.DpopCheck;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The document of RFC 9728: where it lies, what stands in it, whose it is. */
final class ResourceMetadataTest {

  private static final Audience API = new Audience("https://api.example.com/v1");
  private static final ResourceMetadata METADATA =
      new ResourceMetadata(
          API,
          List.of(new Issuer("https://auth.example.com/acme")),
          Scopes.of("a:read", "a:write"),
          true,
          true);

  @ParameterizedTest
  @CsvSource({
    "https://api.example.com, https://api.example.com/.well-known/oauth-protected-resource",
    "https://api.example.com/, https://api.example.com/.well-known/oauth-protected-resource",
    "https://api.example.com/v1, https://api.example.com/.well-known/oauth-protected-resource/v1",
    "https://api.example.com/v1/, https://api.example.com/.well-known/oauth-protected-resource/v1/",
    "https://a.example:8443/v%201/x, https://a.example:8443/.well-known/oauth-protected-resource/v%201/x",
    "http://127.0.0.1:9/a, http://127.0.0.1:9/.well-known/oauth-protected-resource/a"
  })
  void itLiesBetweenHostAndPathOfTheIdentifier(String identifier, String location) {
    assertThat(ResourceMetadata.location(new Audience(identifier))).contains(URI.create(location));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "urn:storage",
        "https:opaque",
        "ftp://api.example.com/v1",
        "https://user@api.example.com/v1",
        "https://api.example.com/v1?x=1"
      })
  void whatIsNoPlainWebAddressHasNoPlaceForIt(String identifier) {
    assertThat(ResourceMetadata.location(new Audience(identifier))).isEmpty();
  }

  @Test
  void itSaysWhoIssuesTokensAndHowTheyAreTaken() throws JsonFault {
    JsonObject document = METADATA.json();
    assertThat(document.string("resource")).isEqualTo("https://api.example.com/v1");
    assertThat(document.array("authorization_servers").strings())
        .containsExactly("https://auth.example.com/acme");
    assertThat(document.array("scopes_supported").strings()).containsExactly("a:read", "a:write");
    assertThat(document.array("bearer_methods_supported").strings()).containsExactly("header");
    assertThat(document.array("dpop_signing_alg_values_supported").strings())
        .containsExactly(DpopCheck.algorithms().split(" "));
    assertThat(document.text())
        .contains(
            "\"dpop_bound_access_tokens_required\":true",
            "\"tls_client_certificate_bound_access_tokens\":true");
  }

  // RFC 9728 2: left out, it is false.
  @Test
  void ofCertificatesItSaysNothingWhereTheyAreGoodForNothing() throws JsonFault {
    ResourceMetadata without =
        new ResourceMetadata(API, METADATA.authorizationServers(), Scopes.none(), true);
    assertThat(without.json().has("tls_client_certificate_bound_access_tokens")).isFalse();
    assertThat(ResourceMetadata.read(without.json(), API).certificates()).isFalse();
  }

  // RFC 9728 3.2
  @Test
  void withoutScopesItSaysNothingOfThem() {
    ResourceMetadata without =
        new ResourceMetadata(API, METADATA.authorizationServers(), Scopes.none(), false);
    assertThat(without.json().has("scopes_supported")).isFalse();
    assertThat(without.json().text()).doesNotContain("[]");
  }

  @Test
  void whatWasWrittenIsReadAsItWas() throws JsonFault {
    assertThat(ResourceMetadata.read(METADATA.json(), API)).isEqualTo(METADATA);
    assertThat(ResourceMetadata.read(json("{\"resource\":\"%s\"}".formatted(API)), API))
        .isEqualTo(new ResourceMetadata(API, List.of(), Scopes.none(), false));
  }

  // RFC 9728 3.3
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://api.example.com/v1/",
        "https://api.example.com",
        "https://API.example.com/v1",
        "https://evil.example.com/v1",
        ""
      })
  void theDocumentOfAnotherIsNotUsed(String other) {
    JsonObject document =
        JsonObject.builder().putAll(METADATA.json()).put("resource", other).build();
    assertThatThrownBy(() -> ResourceMetadata.read(document, API))
        .isInstanceOf(JsonFault.class)
        .hasMessageContaining("another API's");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"resource\":7}",
        "{\"resource\":[\"https://api.example.com/v1\"]}",
        "{\"resource\":\"https://api.example.com/v1\",\"authorization_servers\":\"https://a/\"}",
        "{\"resource\":\"https://api.example.com/v1\",\"authorization_servers\":[7]}",
        "{\"resource\":\"https://api.example.com/v1\",\"authorization_servers\":[\"a\"]}",
        "{\"resource\":\"https://api.example.com/v1\",\"scopes_supported\":[\"a b\"]}",
        "{\"resource\":\"https://api.example.com/v1\",\"scopes_supported\":\"a\"}"
      })
  void whatIsMalformedIsRefused(String text) {
    assertThatThrownBy(() -> ResourceMetadata.read(json(text), API)).isInstanceOf(JsonFault.class);
  }

  @Test
  void moreScopesThanASetHoldsAreRefused() {
    List<String> many = IntStream.range(0, 101).mapToObj(i -> "s" + i).toList();
    JsonObject document =
        JsonObject.builder()
            .putAll(METADATA.json())
            .put("scopes_supported", JsonArray.ofStrings(many))
            .build();
    assertThatThrownBy(() -> ResourceMetadata.read(document, API)).isInstanceOf(JsonFault.class);
  }

  private static JsonObject json(String text) throws JsonFault {
    return new JsonReader(JsonLimits.REQUEST).object(text.getBytes(StandardCharsets.UTF_8));
  }
}
