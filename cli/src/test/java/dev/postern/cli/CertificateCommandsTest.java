package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.Terminal.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Certificates in the place of secrets, and who vouches for them. */
final class CertificateCommandsTest {

  private static final String PEM =
      "-----BEGIN CERTIFICATE-----\nTUlJ\n-----END CERTIFICATE-----\n";
  private static final String SENT =
      "\"pem\":\"-----BEGIN CERTIFICATE-----\\nTUlJ\\n-----END CERTIFICATE-----\\n\"";
  private static final String CREDENTIALS = "POST /admin/v1/apps/c1/credentials";

  @TempDir private Path root;
  private Wire wire;
  private Terminal terminal;

  @BeforeEach
  void open() throws IOException {
    wire = Wire.open();
    terminal = new Terminal(root);
    terminal.operator(wire.issuer());
    file("own.pem", PEM);
  }

  @AfterEach
  void close() {
    wire.close();
  }

  private void file(String name, String content) throws IOException {
    Files.writeString(terminal.folder.resolve(name), content);
  }

  @Test
  void aCertificateIsSentWholeAndShownToNobodyLineByLine() {
    wire.on(CREDENTIALS, 201, "{\"id\":\"c7\",\"type\":\"certificate\"," + SENT + "}");
    Result result = terminal.run("credential", "add", "c1", "--certificate", "own.pem");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(wire.only("POST").body()).isEqualTo("{\"type\":\"certificate\"," + SENT + "}");
    assertThat(result.out())
        .contains("c7", "(PEM; --json shows it)")
        .doesNotContain("TUlJ", "shown this once");
    assertThat(terminal.run("credential", "add", "c1", "--certificate", "own.pem", "--json").out())
        .contains(SENT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--subject-dn | CN=mover,O=Example | subject_dn",
        "--san-dns | mover.example.com | san_dns",
        "--san-uri | spiffe://example.com/mover | san_uri",
        "--san-ip | 2001:db8::7 | san_ip",
        "--san-email | mover@example.com | san_email"
      })
  void aNameIsSentAsItIs(String option, String value, String member) {
    wire.on(CREDENTIALS, 201, "{\"id\":\"c7\"}");
    Result result =
        terminal.run(
            "credential", "add", "c1", option, value, "--expires-at", "2027-06-30T00:00:00Z");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(wire.only("POST").body())
        .isEqualTo(
            "{\"type\":\"certificate\",\"%s\":\"%s\",\"expires_at\":\"2027-06-30T00:00:00Z\"}"
                .formatted(member, value));
  }

  @Test
  void anAppMayBeMadeWithACertificateAndTheProofThatItDemands() {
    wire.on("POST /admin/v1/apps", 201, "{\"client_id\":\"c1\"}");
    Result result =
        terminal.run("app", "create", "mover", "--proof", "mtls", "--certificate", "own.pem");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(wire.only("POST").body())
        .contains("\"proof\":\"mtls\"", "\"credential\":{\"type\":\"certificate\"," + SENT + "}");
  }

  @ParameterizedTest
  @CsvSource({"api update a1 --proof any,/apis/a1", "app update c1 --proof mtls,/apps/c1"})
  void apiAndAppMayDemandCertificates(String command, String path) {
    wire.on("GET /admin/v1" + path, 200, "{}");
    wire.on("PATCH /admin/v1" + path, 200, "{}");
    Result result = terminal.run(command.split(" "));
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(wire.only("PATCH").body())
        .isEqualTo("{\"proof\":\"%s\"}".formatted(command.substring(command.lastIndexOf(' ') + 1)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--certificate own.pem --san-dns a.example | one of --certificate",
        "--san-dns a.example --san-ip 192.0.2.1 | one of --certificate",
        "--certificate own.pem --new-key --out k.json | no key and no secret",
        "--san-dns a.example --key own.pem | no key and no secret",
        "--san-dns a.example --jwks-uri https://a/ | no key and no secret",
        "--san-dns a.example --require-typ | no key and no secret",
        "--san-dns a.example --secret-hash own.pem | no key and no secret",
        "--certificate own.pem --out k.json | no secret that --out could keep",
        "--certificate nowhere.pem | there is no certificate file",
        "--certificate . | cannot be read",
        "--certificate both.pem | a private key in that file",
        "--certificate two.pem | one certificate in PEM",
        "--certificate text | one certificate in PEM",
        "--certificate empty.pem | one certificate in PEM"
      })
  void whatIsNoCertificateIsSaidToBeNoneBeforeAnythingIsAskedOfTheServer(
      String options, String message) throws IOException {
    file("both.pem", PEM + "-----BEGIN PRIVATE KEY-----\nAA");
    file("two.pem", PEM + PEM);
    file("text", "no certificate");
    file("empty.pem", "-----BEGIN CERTIFICATE----------END CERTIFICATE-----");
    List<String> line = new ArrayList<>(List.of("credential", "add", "c1"));
    line.addAll(List.of(options.split(" ")));
    Result result = terminal.run(line.toArray(new String[0]));
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains(message);
    assertThat(wire.seen).isEmpty();
  }

  @Test
  void anAuthorityIsTrustedShownAndTrustedNoLonger() {
    String answer =
        "{\"id\":\"ca_1\",\"name\":\"Machines\",\"subject_dn\":\"CN=Root\",\"sha256\":\"abc\","
            + SENT
            + ",\"not_after\":\"2036-01-01T00:00:00Z\"}";
    wire.on("POST /admin/v1/certificate-authorities", 201, answer);
    wire.on("GET /admin/v1/certificate-authorities?limit=100", 200, "{\"items\":[" + answer + "]}");
    wire.on("GET /admin/v1/certificate-authorities/ca_1", 200, answer);
    wire.on("DELETE /admin/v1/certificate-authorities/ca_1", 204, "");

    Result added = terminal.run("authority", "add", "Machines", "--certificate", "own.pem");
    assertThat(added.code()).as(added.err()).isZero();
    assertThat(wire.only("POST").body()).isEqualTo("{\"name\":\"Machines\"," + SENT + "}");
    for (String[] shown : new String[][] {{"list"}, {"show", "ca_1"}}) {
      List<String> line = new ArrayList<>(List.of("authority"));
      line.addAll(List.of(shown));
      assertThat(terminal.run(line.toArray(new String[0])).out())
          .contains("ca_1", "Machines", "CN=Root", "abc", "2036-01-01T00:00:00Z")
          .doesNotContain("TUlJ");
    }
    assertThat(terminal.run("authority", "remove", "ca_1").out()).contains("No token was closed");
  }

  @Test
  void anAuthorityHasACertificate() {
    assertThat(terminal.run("authority", "add", "Machines").code()).isEqualTo(2);
    Result none = terminal.run("authority", "add", "Machines", "--certificate", "nowhere.pem");
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).contains("there is no certificate file");
    assertThat(wire.seen).isEmpty();
  }
}
