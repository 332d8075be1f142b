package dev.postern.checks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The storage, the archiver and the reader of the example, each a process, on a real server. */
final class StorageExampleTest {

  private static final String STORAGE = "https://storage.example.com";
  private static final int LARGEST = 16 * 1024 * 1024;

  @TempDir private static Path folder;
  private static RunningServer server;
  private static Program storage;
  private static URI address;
  private static Caller archiver;
  private static Caller reader;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new RunningServer(data);
    String api = server.api(STORAGE, "archive:write", "archive:read");
    archiver = app("archiver", api, "archive:write");
    reader = app("reader", api, "archive:read");
    storage = program("Storage", server.url() + "/", STORAGE, "files", "0");
    address = URI.create(storage.awaitLine("Storage ready: ").substring(15));
  }

  private static Caller app(String name, String api, String scope) throws IOException {
    Caller app = server.app(name);
    server.grant(app, api, scope);
    JsonObject credential =
        JsonObject.builder()
            .put("client_id", app.id())
            .put("client_secret", app.secret())
            .put("issuer", server.url() + "/")
            .build();
    Files.write(folder.resolve(name + ".json"), credential.bytes());
    return app;
  }

  @AfterAll
  static void stop() {
    storage.close();
    server.close();
  }

  private static Program program(String type, String... arguments) throws IOException {
    return Program.start(folder, "dev.postern.examples.storage." + type, arguments);
  }

  private static Answer send(String method, String path, Caller caller, byte[] body) {
    return Answer.to(
        HttpCall.of(method, address.resolve(path), body)
            .header("Authorization", "Bearer " + caller.token(STORAGE)));
  }

  private static Answer send(String method, String path, Caller caller) {
    return send(method, path, caller, new byte[0]);
  }

  @Test
  void whatTheArchiverStoresTheReaderReadsByteForByte() throws Exception {
    Path outbox = Files.createDirectory(folder.resolve("outbox"));
    byte[] large = new byte[3_000_000];
    new Random(1).nextBytes(large);
    Files.write(outbox.resolve("large"), large);
    Files.createFile(outbox.resolve("void"));
    List<String> announced = new ArrayList<>();
    try (Program program =
        program("Archiver", "archiver.json", address.toString(), "outbox", "PT0.1S")) {
      program.awaitLine(line -> line.endsWith("  void"));
      Files.writeString(outbox.resolve("later"), "comes while it runs");
      program.awaitLine(line -> line.endsWith("  later"));
      announced.addAll(program.lines());
    }
    assertThat(announced).hasSize(3);
    Files.write(folder.resolve("announced.txt"), announced);

    try (Program program =
        program("Reader", "reader.json", address.toString(), "announced.txt", "inbox")) {
      assertThat(program.awaitEnd()).as(program.text()).isZero();
    }
    for (String name : List.of("large", "void", "later")) {
      assertThat(folder.resolve("inbox").resolve(name))
          .hasSameBinaryContentAs(outbox.resolve(name));
    }
  }

  @Test
  void aFileThatIsNotAsAnnouncedIsNotKept() throws Exception {
    assertThat(send("PUT", "files/forged", archiver, "true".getBytes(UTF_8)).status())
        .isEqualTo(201);
    Files.writeString(folder.resolve("forged.txt"), "0".repeat(64) + "  forged\n");
    try (Program program =
        program("Reader", "reader.json", address.toString(), "forged.txt", "wrong")) {
      assertThat(program.awaitEnd()).isEqualTo(1);
      assertThat(program.text()).contains("forged is not what was announced");
    }
    assertThat(folder.resolve("wrong")).isEmptyDirectory();
  }

  @Test
  void eachMayDoWhatItsScopeSaysAndNoMore() throws Exception {
    Answer stored = send("PUT", "files/mine", archiver, "1".getBytes(UTF_8));
    assertThat(stored.status()).isEqualTo(201);
    assertThat(send("PUT", "files/mine", archiver, "2".getBytes(UTF_8)).status()).isEqualTo(200);
    assertThat(send("GET", "files/mine", reader).body()).isEqualTo("2");
    assertThat(send("GET", "files", reader).json().array("files").strings()).contains("mine");

    Answer notRead = send("GET", "files/mine", archiver);
    assertThat(notRead.status()).isEqualTo(403);
    assertThat(notRead.header("WWW-Authenticate").orElseThrow())
        .contains("insufficient_scope", "scope=\"archive:read\"");
    Answer notWritten = send("PUT", "files/mine", reader, "3".getBytes(UTF_8));
    assertThat(notWritten.status()).isEqualTo(403);
    assertThat(notWritten.header("WWW-Authenticate").orElseThrow())
        .contains("insufficient_scope", "scope=\"archive:write\"");
    assertThat(send("GET", "files/mine", reader).body()).isEqualTo("2");
    assertThat(Answer.to(HttpCall.get(address.resolve("files/mine"))).status()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"files/.hidden", "files/a%2Fb", "files/..%2Fa", "files/", "files/a%20b"})
  void aNameThatCouldMeanSomethingElseIsRefused(String path) {
    Answer answer = send("PUT", path, archiver, "x".getBytes(UTF_8));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("error")).contains("1 to 100 letters");
  }

  @Test
  void whatIsTooLongIsRefusedAndWhatIsNotIsTaken() throws Exception {
    String longest = "n".repeat(100);
    assertThat(send("PUT", "files/" + longest, archiver, new byte[LARGEST]).status())
        .isEqualTo(201);
    assertThat(send("PUT", "files/" + longest + "n", archiver, new byte[1]).status())
        .isEqualTo(400);
    Answer tooLarge = send("PUT", "files/larger", archiver, new byte[LARGEST + 1]);
    assertThat(tooLarge.status()).isEqualTo(413);
    assertThat(tooLarge.text("error")).contains("16777216");
    assertThat(send("GET", "files/larger", reader).status()).isEqualTo(404);
    try (Stream<Path> files = Files.list(folder.resolve("files"))) {
      assertThat(files).noneMatch(file -> file.getFileName().toString().startsWith("."));
    }
  }

  @Test
  void whatIsNotThereOrNotPossibleIsToldClearly() {
    assertThat(send("GET", "files/nothing", reader).text("error")).contains("no such file");
    assertThat(send("GET", "filesystem", reader).status()).isEqualTo(404);
    Answer deleted = send("DELETE", "files/nothing", reader);
    assertThat(deleted.status()).isEqualTo(405);
    assertThat(deleted.header("Allow")).contains("GET, PUT");
    assertThat(send("PUT", "files", archiver).status()).isEqualTo(405);
  }

  @Test
  void aProgramThatIsCalledWronglySaysHowItIsCalled() throws Exception {
    for (String type : List.of("Storage", "Archiver", "Reader", "Demo")) {
      try (Program program = program(type, "one")) {
        assertThat(program.awaitEnd()).isEqualTo(2);
        assertThat(program.text()).containsIgnoringCase(type);
      }
    }
  }
}
