package dev.postern.checks.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import dev.postern.checks.Caller;
import dev.postern.checks.KeyCaller;
import dev.postern.protocol.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A26 and A27: what the time of a refusal tells. Two kinds of requests are sent by turns, each time
 * in an order by chance. A difference that is there shows in every run; what the machine does
 * beside shows in one: so the best of three runs counts.
 *
 * <p>Of secrets the ranks of the times are compared (Mann and Whitney, two-sided): a shift of an
 * eighth of what times vary anyway is found. Of apps they cannot be: that there is one costs to
 * look at its credentials, up to a microsecond (three for a key), and on this machine's own
 * loopback some thousand requests tell that. An id is no secret, and what it would tell is bounded
 * here: far less than a signature's check, or anything else that is done for one and not for the
 * other.
 */
@Tag("attacks")
@ExtendWith(AttackedSite.class)
final class TimingTest {

  private static final String CLOCKS = "https://clocks.example.com";
  private static final int WARM = 300;
  private static final int ROUNDS = 1_500;
  private static final int RUNS = 3;
  private static final int MESSAGES = 100;

  /** The deviation that chance passes once in a thousand times: p = 0.001. */
  private static final double MOST = 3.2905;

  /** A check of a signature takes several times as long. */
  private static final Duration TOLD = Duration.ofNanos(10_000);

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
    near(
        site,
        "an unknown app",
        List.of(form(unknown(app), app.secret())),
        List.of(form(app.id(), other.secret())));
  }

  @Test
  void a26AnUnknownAppTakesAsLongAsAnothersSignature(Site site) throws Exception {
    KeyCaller app = KeyCaller.of(app(site, "a26-time-key"), site.operator());
    KeyCaller stranger = KeyCaller.of(app(site, "a26-time-stranger"), site.operator());
    JWSHeader nameless = new JWSHeader.Builder(JWSAlgorithm.ES256).build();
    String nobody = unknown(app.app());
    List<String> nobodys = new ArrayList<>();
    List<String> somebodys = new ArrayList<>();
    // How long a signature is checked depends a little on what is signed, which is no secret.
    for (int i = 0; i < MESSAGES; i++) {
      JsonObject claims = app.claims();
      JsonObject of =
          JsonObject.builder().putAll(claims).put("iss", nobody).put("sub", nobody).build();
      nobodys.add(KeyCaller.form(stranger.sign(nameless, of)));
      somebodys.add(KeyCaller.form(stranger.sign(nameless, claims)));
    }
    near(site, "an unknown app's assertion", nobodys, somebodys);
  }

  @Test
  void a27ASecretThatIsWrongAtItsEndTakesAsLongAsOneThatIsWrongAtItsBeginning(Site site)
      throws Exception {
    Caller app = app(site, "a27");
    String secret = app.secret();
    int last = secret.length() - 1;
    String late = secret.substring(0, last) + other(secret.charAt(last));
    String early = other(secret.charAt(0)) + secret.substring(1);
    alike(site, "the first byte", List.of(form(app.id(), early)), List.of(form(app.id(), late)));
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

  /** Nothing is told at all. */
  private static void alike(Site site, String what, List<String> one, List<String> other)
      throws IOException {
    assertThat(best(site, what, one, other, times -> Math.abs(deviation(times)), MOST))
        .as(what)
        .isLessThan(MOST);
  }

  /** What is told is less than what one step more or less of some weight would tell. */
  private static void near(Site site, String what, List<String> one, List<String> other)
      throws IOException {
    double most = TOLD.toNanos();
    assertThat(best(site, what, one, other, times -> Math.abs(apart(times)), most))
        .as(what)
        .isLessThan(most);
  }

  private static double best(
      Site site,
      String what,
      List<String> one,
      List<String> other,
      ToDoubleFunction<long[][]> measure,
      double most)
      throws IOException {
    double best = Double.MAX_VALUE;
    for (int run = 0; run < RUNS && best >= most; run++) {
      long[][] times = timed(site, one, other);
      System.out.printf(
          "%s, by time: medians %d and %d ns, ranks off by %.1f deviations%n",
          what, median(times[0]), median(times[1]), deviation(times));
      best = Math.min(best, measure.applyAsDouble(times));
    }
    return best;
  }

  private static double apart(long[][] times) {
    return median(times[0]) - median(times[1]);
  }

  private static long median(long[] times) {
    long[] sorted = times.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** How long each of both took in each round, in nanoseconds. */
  private static long[][] timed(Site site, List<String> one, List<String> other)
      throws IOException {
    Endpoint token = site.token();
    List<List<String>> requests =
        List.of(
            one.stream().map(form -> token.sending(form).request()).toList(),
            other.stream().map(form -> token.sending(form).request()).toList());
    long[][] times = new long[2][ROUNDS];
    Random random = new Random();
    try (Wire wire = site.wire(token)) {
      for (int round = -WARM; round < ROUNDS; round++) {
        int first = random.nextInt(2);
        for (int kind : new int[] {first, 1 - first}) {
          List<String> all = requests.get(kind);
          String request = all.get(Math.floorMod(round, all.size()));
          long start = System.nanoTime();
          RawAnswer answer = wire.send(request).answer();
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
