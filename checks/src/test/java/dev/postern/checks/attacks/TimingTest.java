package dev.postern.checks.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import dev.postern.checks.Caller;
import dev.postern.checks.KeyCaller;
import dev.postern.protocol.json.JsonObject;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A26 and A27: what the time of a refusal tells. Two kinds of requests are sent by turns, each time
 * in an order by chance, and the ranks of their times are compared (Mann and Whitney, two-sided).
 *
 * <p>A difference that is there shows in every run; what the machine does beside shows in one. So
 * the best of three runs counts, and there are no times in the verdict, which differ from machine
 * to machine. A shift of an eighth of what times vary anyway is found.
 */
@Tag("attacks")
@ExtendWith(AttackedSite.class)
final class TimingTest {

  private static final String CLOCKS = "https://clocks.example.com";
  private static final int WARM = 300;
  private static final int ROUNDS = 1_500;
  private static final int RUNS = 3;

  /** The deviation that chance passes once in a thousand times: p = 0.001. */
  private static final double MOST = 3.2905;

  private static String api = "";

  @BeforeAll
  static void define(Site site) {
    api = site.operator().api(CLOCKS, "tick");
  }

  private static Caller app(Site site, String name) {
    return site.operator().app(name, api, "tick");
  }

  @Test
  void a26AnUnknownAppTakesAsLongAsAWrongSecret(Site site) throws Exception {
    Caller app = app(site, "a26-time");
    Caller other = app(site, "a26-time-other");
    alike(site, "an unknown app", form(unknown(app), app.secret()), form(app.id(), other.secret()));
  }

  @Test
  void a26AnUnknownAppTakesAsLongAsAnothersSignature(Site site) throws Exception {
    KeyCaller app = KeyCaller.of(app(site, "a26-time-key"), site.operator());
    KeyCaller stranger = KeyCaller.of(app(site, "a26-time-stranger"), site.operator());
    JWSHeader nameless = new JWSHeader.Builder(JWSAlgorithm.ES256).build();
    JsonObject nobodys =
        JsonObject.builder()
            .putAll(app.claims())
            .put("iss", unknown(app.app()))
            .put("sub", unknown(app.app()))
            .build();
    alike(
        site,
        "an unknown app's assertion",
        KeyCaller.form(stranger.sign(nameless, nobodys)),
        KeyCaller.form(stranger.sign(nameless, app.claims())));
  }

  @Test
  void a27ASecretThatIsWrongAtItsEndTakesAsLongAsOneThatIsWrongAtItsBeginning(Site site)
      throws Exception {
    Caller app = app(site, "a27");
    String secret = app.secret();
    int last = secret.length() - 1;
    String late = secret.substring(0, last) + other(secret.charAt(last));
    String early = other(secret.charAt(0)) + secret.substring(1);
    alike(site, "the first byte", form(app.id(), early), form(app.id(), late));
  }

  private static char other(char each) {
    return each == 'x' ? 'y' : 'x';
  }

  /** An id of the same length that no app has. */
  private static String unknown(Caller app) {
    return app.id().substring(0, app.id().length() - 4) + "zzzz";
  }

  private static String form(String id, String secret) {
    return "grant_type=client_credentials&client_id=%s&client_secret=%s"
        .formatted(Caller.encode(id), Caller.encode(secret));
  }

  private static void alike(Site site, String what, String one, String other) throws IOException {
    double best = Double.MAX_VALUE;
    for (int run = 0; run < RUNS && best > MOST; run++) {
      double deviation = Math.abs(deviation(timed(site, one, other)));
      System.out.printf("%s, by time: %.2f deviations%n", what, deviation);
      best = Math.min(best, deviation);
    }
    assertThat(best).as(what).isLessThan(MOST);
  }

  /** How long each of both took in each round, in nanoseconds. */
  private static long[][] timed(Site site, String one, String other) throws IOException {
    Endpoint token = site.token();
    String[] requests = {token.sending(one).request(), token.sending(other).request()};
    long[][] times = new long[2][ROUNDS];
    Random random = new Random();
    try (Wire wire = site.wire(token)) {
      for (int round = -WARM; round < ROUNDS; round++) {
        int first = random.nextInt(2);
        for (int kind : new int[] {first, 1 - first}) {
          long start = System.nanoTime();
          RawAnswer answer = wire.send(requests[kind]).answer();
          long took = System.nanoTime() - start;
          assertThat(answer.status()).isEqualTo(401);
          if (round >= 0) {
            times[kind][round] = took;
          }
        }
      }
    }
    return times;
  }

  /**
   * By how many standard deviations the ranks of the first are off what they would be by chance.
   */
  private static double deviation(long[][] times) {
    int half = times[0].length;
    Long[] all = new Long[2 * half];
    Integer[] order = new Integer[2 * half];
    for (int i = 0; i < all.length; i++) {
      all[i] = times[i / half][i % half];
      order[i] = i;
    }
    Arrays.sort(order, Comparator.comparing(i -> all[i]));
    double ranks = 0;
    for (int from = 0, to; from < order.length; from = to) {
      for (to = from; to < order.length && all[order[to]].equals(all[order[from]]); to++) {}
      for (int i = from; i < to; i++) {
        // Equal times share the middle of their ranks.
        ranks += order[i] < half ? (from + 1 + to) / 2.0 : 0;
      }
    }
    double n = half;
    return (ranks - n * (n + 1) / 2 - n * n / 2) / Math.sqrt(n * n * (2 * n + 1) / 12);
  }
}
