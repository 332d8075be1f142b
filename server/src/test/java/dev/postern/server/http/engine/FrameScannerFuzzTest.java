package dev.postern.server.http.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.postern.protocol.fuzz.ReadingCost;
import dev.postern.server.http.HttpError;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** However the network cuts the bytes, the same ones pass and the same verdict falls. */
class FrameScannerFuzzTest {
  private static final List<String> SEEDS =
      List.of(
          "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n",
          "POST /x HTTP/1.1\r\nHost: a:1\r\nContent-Length: 3\r\n\r\nabcGET / HTTP/1.1\r\nHost",
          "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\nX",
          "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;x\r\nabc\r\n0\r\n\r\n",
          "GET http://a/ HTTP/1.1\r\nHost: b\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: a\r\n fold\r\n\r\n");

  private final ReadingCost cost = new ReadingCost();

  private record Verdict(List<Byte> passed, @Nullable HttpError error, boolean inBody) {}

  // Line ends would break the dictionary: Jazzer writes them as they are.
  @DictionaryEntries({
    "Content-Length: 3",
    "Transfer-Encoding: chunked",
    "Host: a",
    "Host: [::1]:8080",
    "Expect: 100-continue",
    "Connection: close",
    "Upgrade: h2c",
    " HTTP/1.1",
    " HTTP/1.0",
    "GET http://a/",
    "OPTIONS * ",
    "7fffffff"
  })
  @FuzzTest
  void cutting_the_bytes_anywhere_gives_the_same_verdict(FuzzedDataProvider data) {
    int[] cuts = data.consumeInts(4);
    byte[] seed = data.pickValue(SEEDS).getBytes(StandardCharsets.ISO_8859_1);
    int kept = data.consumeInt(0, seed.length);
    byte[] tail = data.consumeRemainingAsBytes();
    byte[] bytes = concat(Arrays.copyOf(seed, kept), tail);

    Verdict whole = cost.of(() -> scan(bytes, new int[0]));

    assertThat(scan(bytes, cuts)).isEqualTo(whole);
  }

  @Test
  void cutting_a_known_request_at_every_byte_gives_the_same_verdict() {
    for (String seed : SEEDS) {
      byte[] bytes = seed.getBytes(StandardCharsets.ISO_8859_1);
      Verdict whole = scan(bytes, new int[0]);
      for (int first = 0; first <= bytes.length; first++) {
        for (int second = first; second <= bytes.length; second++) {
          assertThat(scan(bytes, new int[] {first, second})).isEqualTo(whole);
        }
      }
    }
  }

  private static Verdict scan(byte[] bytes, int[] cuts) {
    int[] ends = new int[cuts.length + 1];
    for (int i = 0; i < cuts.length; i++) {
      ends[i] = Math.floorMod(cuts[i], bytes.length + 1);
    }
    ends[cuts.length] = bytes.length;
    Arrays.sort(ends);
    FrameScanner scanner = new FrameScanner();
    ByteArrayOutputStream passed = new ByteArrayOutputStream();
    byte[] held = {};
    int from = 0;
    for (int end : ends) {
      byte[] fresh = Arrays.copyOfRange(bytes, from, end);
      from = end;
      byte[] offered = concat(held, fresh);
      int count = scanner.scan(offered);
      passed.write(offered, 0, count);
      if (scanner.error() != null) {
        break;
      }
      held = Arrays.copyOfRange(offered, count, offered.length);
    }
    List<Byte> list = new ArrayList<>();
    for (byte b : passed.toByteArray()) {
      list.add(b);
    }
    return new Verdict(list, scanner.error(), scanner.inBody());
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
