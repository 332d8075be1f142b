package dev.postern.bench.jmh;

import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Tokens that our verifier has checked before, while so much is revoked. A real request brings its
 * header as a new string, whose hash is not known yet: {@link #newString} has one, and {@link
 * NewString} is what making it costs.
 */
@State(Scope.Thread)
public class SameToken {

  /** How many tokens take turns at most. */
  static final int TOKENS = 1_000;

  @Param({"0", "10000", "1000000"})
  public int revoked;

  @Param({"1", "1000"})
  public int tokens;

  private Judge judge = Judge.NONE;
  private String[] requests = {};
  private byte[][] bytes = {};
  private int next;

  /** Reads the tokens, makes the verifier ready and shows it each of them once. */
  @Setup
  public void prepare() throws Exception {
    World.enter();
    Given given = Given.read(Integer.toString(revoked));
    judge = Library.POSTERN.judge(given, "ES256");
    requests =
        given.tokens().stream().limit(tokens).map(Library.POSTERN::request).toArray(String[]::new);
    bytes = new byte[requests.length][];
    for (int i = 0; i < requests.length; i++) {
      bytes[i] = requests[i].getBytes(StandardCharsets.ISO_8859_1);
      judge.judge(requests[i]);
    }
  }

  private int turn() {
    int now = next;
    next = now + 1 == requests.length ? 0 : now + 1;
    return now;
  }

  /** The very string that was seen before. */
  @Benchmark
  public Object sameString() throws Exception {
    return judge.judge(requests[turn()]);
  }

  /** A string of its own, as each request has one. */
  @Benchmark
  public Object newString() throws Exception {
    return judge.judge(new String(bytes[turn()], StandardCharsets.ISO_8859_1));
  }
}
