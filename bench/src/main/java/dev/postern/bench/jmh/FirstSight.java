package dev.postern.bench.jmh;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A token that is new to the library. The tokens come round again, but only after more of them than
 * our verifier remembers.
 */
@State(Scope.Thread)
public class FirstSight {

  /** Our verifier remembers 10,000. */
  static final int TOKENS = 12_000;

  @Param({"POSTERN", "SPRING", "NIMBUS"})
  public String library = "";

  @Param({"ES256", "RS256"})
  public String algorithm = "";

  private Judge judge = Judge.NONE;
  private String[] requests = {};
  private int next;

  /** Reads the tokens and makes the library ready. */
  @Setup
  public void prepare() throws Exception {
    World.enter();
    Given given = Given.read(algorithm);
    Library chosen = Library.valueOf(library);
    judge = chosen.judge(given, algorithm);
    requests = given.tokens().stream().map(chosen::request).toArray(String[]::new);
  }

  /** Checks the next token. */
  @Benchmark
  public Object check() throws Exception {
    String request = requests[next];
    next = next + 1 == requests.length ? 0 : next + 1;
    return judge.judge(request);
  }
}
