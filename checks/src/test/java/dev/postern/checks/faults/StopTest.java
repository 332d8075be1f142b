package dev.postern.checks.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Operator;
import dev.postern.checks.ServerProcess;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** F20: a server that is told to stop answers what is under way and loses nothing. */
@Tag("faults")
final class StopTest {

  private static final int BEGUN = 8;

  @Test
  void whatIsUnderWayIsAnsweredAndWhatWasAcknowledgedStays(@TempDir Path folder) throws Exception {
    List<String> uids = new ArrayList<>();
    Writing writing;
    String apiId;
    try (ServerProcess server = ServerProcess.start(folder)) {
      Operator operator = new Operator(server.operator());
      apiId = operator.api("https://things.example.com", Subject.BOTH.toArray(String[]::new));
      writing = new Writing(operator, apiId, "stop");
      writing.start();
      writing.await(1);
      List<BegunCall> begun = new ArrayList<>();
      for (int i = 0; i < BEGUN; i++) {
        begun.add(BegunCall.create(operator, "begun-" + i));
      }
      server.terminate();
      for (BegunCall call : begun) {
        uids.add(call.finish());
      }
      writing.stop();
      assertThat(server.awaitEnd()).as("exit code").isEqualTo(0);
    }
    DataCopy.verify(folder.resolve("data"), folder.resolve("copy"));
    try (ServerProcess server = ServerProcess.start(folder)) {
      Operator operator = new Operator(server.operator());
      for (String uid : uids) {
        assertThat(operator.identity("GET", "/account/" + uid, "").status()).isEqualTo(200);
      }
      verify(operator, writing, apiId);
    }
  }

  private static void verify(Operator operator, Writing writing, String apiId) throws JsonFault {
    assertThat(writing.acknowledged()).isPositive();
    for (Subject subject : writing.subjects()) {
      subject.verify(operator, apiId);
    }
    for (String uid : writing.accounts()) {
      assertThat(operator.identity("GET", "/account/" + uid, "").status()).isEqualTo(200);
    }
  }

  @Test
  void eachStartIsANewGenerationOfTheFeedForItsDataMayBeAnOlderCopy(@TempDir Path folder)
      throws Exception {
    Set<String> generations = new HashSet<>();
    for (int i = 0; i < 2; i++) {
      try (ServerProcess server = ServerProcess.start(folder)) {
        generations.add(generation(server));
        assertThat(generation(server)).isIn(generations);
      }
    }
    assertThat(generations).hasSize(2);
  }

  private static String generation(ServerProcess server) throws IOException, JsonFault {
    URI feed = URI.create(server.url() + "/service/oauth/revocations");
    String jws = HttpCall.of("GET", feed, new byte[0]).send(64 * 1024).text();
    byte[] payload = Base64.getUrlDecoder().decode(jws.strip().split("\\.", -1)[1]);
    return new JsonReader(JsonLimits.FEED).object(payload).string("generation");
  }

  @Test
  void aSecondServerOnTheSameFolderIsRefusedAndTheFirstGoesOn(@TempDir Path folder)
      throws Exception {
    try (ServerProcess server = ServerProcess.start(folder)) {
      Process second = ServerProcess.launch(folder);
      assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(second.exitValue()).isEqualTo(69);
      assertThat(Files.readString(ServerProcess.err(folder)))
          .contains("is in use by another Postern");
      assertThat(new Operator(server.operator()).adminToken()).isNotEmpty();
    }
  }
}
