package dev.postern.bench.jmh;

import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The part of {@link SameToken#newString} that is not the verifier's: making the string. */
@State(Scope.Thread)
public class NewString {

  @Param({"1", "1000"})
  public int tokens;

  private byte[][] bytes = {};
  private int next;

  /** Reads the tokens. */
  @Setup
  public void prepare() throws Exception {
    bytes =
        Given.read("0").tokens().stream()
            .limit(tokens)
            .map(Library.POSTERN::request)
            .map(request -> request.getBytes(StandardCharsets.ISO_8859_1))
            .toArray(byte[][]::new);
  }

  /** Makes the next one. */
  @Benchmark
  public Object make() {
    int now = next;
    next = now + 1 == bytes.length ? 0 : now + 1;
    return new String(bytes[now], StandardCharsets.ISO_8859_1);
  }
}
