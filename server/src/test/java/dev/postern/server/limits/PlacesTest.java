package dev.postern.server.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

final class PlacesTest {

  private final Places places = new Places(3, 2);

  private static InetAddress at(String address) {
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void nobodyHoldsMoreThanHisShare() {
    assertThat(places.take(at("192.0.2.1"))).isTrue();
    assertThat(places.take(at("192.0.2.1"))).isTrue();
    assertThat(places.take(at("192.0.2.1"))).isFalse();
    assertThat(places.take(at("192.0.2.2"))).isTrue();
  }

  @Test
  void aNetworkOfIpv6IsOne() {
    assertThat(places.take(at("2001:db8::1"))).isTrue();
    assertThat(places.take(at("2001:db8::2:1"))).isTrue();
    assertThat(places.take(at("2001:db8::3:1"))).isFalse();
    assertThat(places.take(at("2001:db8:0:1::1"))).isTrue();
  }

  @Test
  void allOfThemTogetherHoldNoMoreThanThereAre() {
    for (String each : new String[] {"192.0.2.1", "192.0.2.2", "192.0.2.3"}) {
      assertThat(places.take(at(each))).isTrue();
    }
    assertThat(places.take(at("192.0.2.4"))).isFalse();
    places.giveBack(at("192.0.2.2"));
    assertThat(places.take(at("192.0.2.4"))).isTrue();
    assertThat(places.take(at("192.0.2.2"))).isFalse();
  }

  @Test
  void whatIsGivenBackIsThereAgain() {
    for (int i = 0; i < 10; i++) {
      assertThat(places.take(at("192.0.2.1"))).isTrue();
      assertThat(places.take(at("192.0.2.1"))).isTrue();
      places.giveBack(at("192.0.2.1"));
      places.giveBack(at("192.0.2.1"));
    }
  }
}
