package dev.postern.server.keysets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.server.config.JwksUriConfig;
import dev.postern.server.keysets.KeySets.Place;
import dev.postern.store.KeySetUrl;
import dev.postern.store.TenantName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a fetch may go, whatever a name means. */
final class DestinationsTest {

  private final List<String> lookedUp = new ArrayList<>();

  private static JwksUriConfig allowing(String... hosts) {
    return new JwksUriConfig(Set.of(hosts), Optional.empty());
  }

  /** Destinations in a world where every name has these addresses. */
  private Destinations where(JwksUriConfig config, String... addresses) {
    return new Destinations(
        config,
        name -> {
          lookedUp.add(name);
          return Stream.of(addresses).map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
        });
  }

  private static Place at(String host) {
    return new Place(TenantName.DEFAULT, new KeySetUrl("https://" + host + "/"));
  }

  private static void refused(Destinations destinations, String host) {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> destinations.of(at(host)))
        .withMessageContaining("not public");
  }

  @Test
  void aNameIsLookedUpOnceAndItsAddressesAreTheOnesThatAreTried() throws IOException {
    Destinations destinations = where(JwksUriConfig.USUAL, "8.8.8.8", "2001:4860:4860::8888");
    assertThat(destinations.of(at("keys.example.com")))
        .containsExactly(
            InetAddress.ofLiteral("8.8.8.8"), InetAddress.ofLiteral("2001:4860:4860::8888"));
    assertThat(lookedUp).containsExactly("keys.example.com");
  }

  @Test
  void oneForbiddenAddressAmongManyRefusesTheHost() {
    refused(where(JwksUriConfig.USUAL, "8.8.8.8", "10.0.0.1"), "keys.example.com");
    refused(where(JwksUriConfig.USUAL, "10.0.0.1", "8.8.8.8"), "keys.example.com");
    refused(
        where(JwksUriConfig.USUAL, "8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "::1"),
        "keys.example.com");
  }

  @Test
  void ofManyAddressesAFewAreTried() throws IOException {
    assertThat(
            where(JwksUriConfig.USUAL, "1.0.0.1", "1.0.0.2", "1.0.0.3", "1.0.0.4", "1.0.0.5")
                .of(at("keys.example.com")))
        .hasSize(4);
  }

  @Test
  void aHostThatTheOperatorNamedMayBeAnywhereAndNoOtherMay() throws IOException {
    Destinations destinations = where(allowing("Keys.Internal", "10.1.2.3"), "10.0.0.1");
    assertThat(destinations.of(at("keys.internal"))).hasSize(1);
    assertThat(destinations.of(at("KEYS.internal"))).hasSize(1);
    assertThat(destinations.of(at("10.1.2.3"))).hasSize(1);
    for (String other : List.of("a.keys.internal", "keys.internal.evil.com", "10.1.2.4")) {
      refused(destinations, other);
    }
  }

  @Test
  void aHostIsNamedForItsPortAlone() throws IOException {
    Destinations destinations = where(allowing("keys.internal:8443", "a.internal"), "10.0.0.1");
    assertThat(destinations.of(at("keys.internal:8443"))).hasSize(1);
    assertThat(destinations.of(at("a.internal:443"))).hasSize(1);
    for (String other : List.of("keys.internal", "keys.internal:843", "a.internal:8443")) {
      refused(destinations, other);
    }
    assertThat(destinations.refuses(new KeySetUrl("https://localhost:8443/"))).isTrue();
    assertThat(
            where(allowing("localhost:8443"), "8.8.8.8")
                .refuses(new KeySetUrl("https://localhost:8443/")))
        .isFalse();
    assertThat(
            where(allowing("localhost:8443"), "8.8.8.8")
                .refuses(new KeySetUrl("https://localhost/")))
        .isTrue();
  }

  @Test
  void everyNameUnderLocalhostIsThisMachineWhateverAResolverThinks() throws IOException {
    for (String host : List.of("localhost", "LOCALHOST", "a.localhost")) {
      refused(where(JwksUriConfig.USUAL, "8.8.8.8"), host);
    }
    assertThat(where(allowing("localhost"), "8.8.8.8").of(at("localhost")))
        .allMatch(InetAddress::isLoopbackAddress);
    assertThat(lookedUp).isEmpty();
  }

  @Test
  void anAddressInTheUrlIsLookedAtLikeAnyOther() {
    Destinations real = new Destinations(JwksUriConfig.USUAL);
    for (String host : List.of("127.0.0.1", "[::1]", "[::ffff:10.0.0.1]", "169.254.169.254")) {
      refused(real, host);
    }
  }

  @Test
  void aNameThatIsNotThereIsNoDestination() {
    Destinations destinations =
        new Destinations(
            JwksUriConfig.USUAL,
            name -> {
              throw new UnknownHostException(name);
            });
    assertThatExceptionOfType(UnknownHostException.class)
        .isThrownBy(() -> destinations.of(at("keys.example.com")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1/",
        "https://10.0.0.1:8443/a",
        "https://[::1]/",
        "https://[fd00::1]/",
        "https://169.254.169.254/latest",
        "https://localhost/",
        "https://a.LOCALHOST/"
      })
  void whatTheUrlAloneShowsIsRefusedWhenItIsNamed(String url) {
    assertThat(new Destinations(JwksUriConfig.USUAL).refuses(new KeySetUrl(url))).isTrue();
    assertThat(
            new Destinations(
                    allowing(
                        "127.0.0.1",
                        "10.0.0.1:8443",
                        "[::1]",
                        "fd00::1",
                        "169.254.169.254",
                        "localhost",
                        "a.localhost"))
                .refuses(new KeySetUrl(url)))
        .isFalse();
  }

  @Test
  void aNameAndAPublicAddressAreNotRefusedBeforeTheyAreAskedFor() {
    Destinations destinations = where(JwksUriConfig.USUAL, "10.0.0.1");
    assertThat(destinations.refuses(new KeySetUrl("https://keys.internal/"))).isFalse();
    assertThat(destinations.refuses(new KeySetUrl("https://8.8.8.8/"))).isFalse();
    assertThat(lookedUp).isEmpty();
  }
}
