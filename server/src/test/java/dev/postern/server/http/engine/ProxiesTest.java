package dev.postern.server.http.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.server.config.AddressRange;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProxiesTest {
  private TestSite behind;
  private TestSite open;

  @BeforeAll
  void open() throws IOException {
    List<AddressRange> proxies =
        List.of(AddressRange.parse("127.0.0.1"), AddressRange.parse("10.0.0.0/8"));
    behind = TestSite.open(options -> options.withProxies(proxies));
    open = TestSite.open();
  }

  @AfterAll
  void close() {
    behind.close();
    open.close();
  }

  @Test
  void nobody_is_believed_who_is_no_proxy() throws IOException {
    assertThat(open.get("/peer", "X-Forwarded-For: 192.0.2.1", "X-Forwarded-Proto: https"))
        .endsWith("127.0.0.1 false");
    assertThat(open.get("/peer", "Forwarded: for=192.0.2.1;proto=https"))
        .endsWith("127.0.0.1 false");
    assertThat(open.get("/peer", "X-Forwarded-For: rubbish")).endsWith("127.0.0.1 false");
  }

  @Test
  void a_proxy_is_believed_about_the_nearest_address_that_is_no_proxy() throws IOException {
    assertThat(behind.get("/peer")).endsWith("127.0.0.1 false");
    assertThat(behind.get("/peer", "X-Forwarded-For: 192.0.2.1")).endsWith("192.0.2.1 false");
    assertThat(behind.get("/peer", "X-Forwarded-For: 198.51.100.9, 192.0.2.1, 10.1.2.3"))
        .endsWith("192.0.2.1 false");
    assertThat(behind.get("/peer", "X-Forwarded-For: 198.51.100.9", "X-Forwarded-For: 192.0.2.1"))
        .endsWith("192.0.2.1 false");
    assertThat(behind.get("/peer", "X-Forwarded-For: rubbish, 192.0.2.1"))
        .endsWith("192.0.2.1 false");
    assertThat(
            behind.get(
                "/peer", "Forwarded: for=198.51.100.9, for=\"[2001:db8::7]:4711\";proto=https"))
        .endsWith("2001:db8:0:0:0:0:0:7 true");
    assertThat(behind.get("/peer", "X-Forwarded-For: 192.0.2.1", "X-Forwarded-Proto: https"))
        .endsWith("192.0.2.1 true");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-For: rubbish",
        "X-Forwarded-For: 192.0.2.1,",
        "X-Forwarded-For: ",
        "X-Forwarded-Proto: gopher",
        "Forwarded: for=unknown",
        "Forwarded: for=192.0.2.1\r\nX-Forwarded-For: 192.0.2.2"
      })
  void what_a_proxy_tells_must_be_readable(String header) throws IOException {
    assertThat(behind.get("/peer", header)).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void forwarded_hosts_are_never_believed() throws IOException {
    assertThat(behind.get("/host", "X-Forwarded-Host: evil.test")).endsWith("site.test");
  }
}
