package dev.postern.server.http.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonOutput;
import dev.postern.server.CountedCrypto;
import dev.postern.server.TokenSite;
import dev.postern.server.signing.CryptoProvider;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/**
 * What a token may cost, in things that can be counted on any machine: a guard against slow growth
 * that no timing on a noisy machine would show. Where a change is worth its cost, raise the limit
 * with it and say why.
 */
final class TokenCostTest {

  /** Bytes from the parsed head to the answer, once the compiler is done; seen: 11,737. */
  private static final int ALLOCATED = 11_740;

  /** One of the secret, four of the session. */
  private static final int HMACS = 5;

  /** The claims and the answer. */
  private static final int JSON_WRITTEN = 2;

  private static final double TOLERANCE = 1.2;
  private static final int BATCH = 500;
  private static final int REQUESTS = 50;

  /** What our reader makes for each document, for it parses text. */
  private static final String PARSER = "tools.jackson.core.json.ReaderBasedJsonParser";

  @Test
  void aTokenCostsOneSignatureAndFiveHmacs() {
    try (CountedCrypto counted = CountedCrypto.install()) {
      TokenSite site = new TokenSite();
      Runnable request = request(site);
      // The first request opens the keys and tries each of them.
      request.run();
      assertThat(counted.takeHmacs() + counted.takeSignatures()).isGreaterThan(HMACS);
      for (int i = 0; i < 10; i++) {
        request.run();
        assertThat(counted.takeSignatures()).isEqualTo(1);
        assertThat(counted.takeHmacs()).isEqualTo(HMACS);
      }
    }
  }

  @Test
  void aTokenCostsTwoPassesOfJsonOutAndNoneIn() throws Exception {
    Passes passes = passes(request(new TokenSite()));
    assertThat(passes.written()).isBetween(1L, (long) REQUESTS * JSON_WRITTEN);
    assertThat(passes.read()).isZero();
  }

  /** Else the test above could not fail. */
  @Test
  void whatIsReadAsJsonIsCounted() throws Exception {
    TokenSite site = new TokenSite();
    TokenSite.Client client = client(site);
    String json = TokenCall.json(TokenCall.parameters(client));
    TokenCall call = new TokenCall(site);
    assertThat(passes(() -> call.json(client, json)).read()).isEqualTo(REQUESTS);
  }

  private record Passes(long written, long read) {}

  private static Passes passes(Runnable request) throws JMException {
    request.run();
    for (int attempt = 0; attempt < 20; attempt++) {
      long collections = collections();
      long written = instances(JsonOutput.class.getName());
      long read = instances(PARSER);
      for (int i = 0; i < REQUESTS; i++) {
        request.run();
      }
      Passes passes =
          new Passes(instances(JsonOutput.class.getName()) - written, instances(PARSER) - read);
      if (collections() == collections) {
        return passes;
      }
    }
    throw new AssertionError("the collector came in between, every time");
  }

  @Test
  void aTokenAllocatesNoMoreThanItDid() {
    CryptoProvider.install();
    Runnable request = request(new TokenSite());
    long least = Long.MAX_VALUE;
    for (int batch = 0; batch < 60; batch++) {
      long before = allocated();
      for (int i = 0; i < BATCH; i++) {
        request.run();
      }
      least = Math.min(least, (allocated() - before) / BATCH);
    }
    System.out.println("a token allocates " + least + " bytes");
    assertThat(least).isBetween(1_000L, (long) (TOLERANCE * ALLOCATED));
  }

  private static Runnable request(TokenSite site) {
    TokenSite.Client client = client(site);
    String form =
        TokenCall.form(TokenCall.parameters(client))
            + "&audience=https%3A%2F%2Fstorage.example.com";
    TokenCall call = new TokenCall(site);
    return () -> assertThat(call.form(client, form).status()).isEqualTo(200);
  }

  private static TokenSite.Client client(TokenSite site) {
    TokenSite.Client client = site.app(TokenSite.HOME);
    site.grant(
        client,
        site.api(TokenSite.HOME, "https://storage.example.com", "archive:write"),
        "archive:write");
    return client;
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  private static long collections() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionCount)
        .sum();
  }

  /** How many there are in the heap, dead or alive: all that were made since it was collected. */
  private static long instances(String type) throws JMException {
    String histogram =
        (String)
            ManagementFactory.getPlatformMBeanServer()
                .invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "gcClassHistogram",
                    new Object[] {new String[] {"-all"}},
                    new String[] {String[].class.getName()});
    Matcher line =
        Pattern.compile("(?m)^ *\\d+: +(\\d+) +\\d+ +" + Pattern.quote(type) + "( .*)?$")
            .matcher(histogram);
    return line.find() ? Long.parseLong(line.group(1)) : 0;
  }
}
