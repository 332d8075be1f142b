package dev.postern.console.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.console.gate.Asked;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever is at the console by its own name stays there, however that was configured. */
final class OpenIdWayTest {

  private static Optional<SignIn.Elsewhere> elsewhere(String back, String host) {
    Asked asked =
        new Asked(
            new Asked.Line("GET", host, "/console/sign-in", null, Map.of()),
            name -> List.of(),
            new byte[0],
            new Asked.From(InetAddress.getLoopbackAddress(), true));
    return new OpenIdWay.Provider("login.example.com", URI.create(back))
        .elsewhere(asked, "/console/sign-in");
  }

  @ParameterizedTest
  @CsvSource({
    "https://x.example.com/console/openid,x.example.com",
    "https://x.example.com:443/console/openid,x.example.com",
    "http://localhost:80/console/openid,localhost",
    "https://X.example.com/console/openid,x.example.com",
    "https://x.example.com:8443/console/openid,x.example.com:8443"
  })
  void byItsOwnNameNobodyIsSentElsewhere(String back, String host) {
    assertThat(elsewhere(back, host)).isEmpty();
  }

  @Test
  void byAnotherNameOrPortTheConsolesOwnIsTold() {
    for (String host : List.of("y.example.com", "x.example.com", "x.example.com:8080")) {
      assertThat(elsewhere("https://x.example.com:8443/console/openid", host))
          .contains(
              new SignIn.Elsewhere("x.example.com", "https://x.example.com:8443/console/sign-in"));
    }
  }
}
