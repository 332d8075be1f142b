package dev.postern.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.protocol.json.JsonObject;
import dev.postern.server.clientauth.ClientSecret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FirstStartTest {

  @TempDir private Path temporary;

  private Path data() {
    return temporary.resolve("data");
  }

  private Operated founded() throws Exception {
    Operated operated = new Operated(data());
    operated.start().close();
    return operated;
  }

  private static void refuses(Operated operated, String message) {
    assertThatThrownBy(operated::start)
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> assertThat(failure.exitCode()).isEqualTo(Failure.CONFIGURATION))
        .hasMessage(message);
  }

  @Test
  void itMakesFilesForTheirOwnerAloneAndACredentialThatWorks() throws Exception {
    Operated operated = new Operated(data());
    try (Running running = operated.start()) {
      assertThat(operated.token()).startsWith("200 ");
      assertThat(operated.operator().string("issuer")).isEqualTo(running.publicUrl() + "/");
      assertThat(operated.operator().string("token_endpoint"))
          .isEqualTo(running.publicUrl() + "/service/oauth/token");
      for (String name :
          List.of("operator.json", "keys/master.key", "keys/pepper.key", "postern.db")) {
        assertThat(
                PosixFilePermissions.toString(Files.getPosixFilePermissions(data().resolve(name))))
            .as(name)
            .isEqualTo("rw-------");
      }
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data())))
          .isEqualTo("rwx------");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"master.key", "pepper.key"})
  void aKeyFileThatIsNotAsItWasStopsTheStartAndIsNeverMadeAnew(String name) throws Exception {
    Operated operated = founded();
    Path key = data().resolve("keys").resolve(name);
    String good = Files.readString(key);

    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
    refuses(operated, key + " may be read by others than its owner; set its mode to 0600");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));

    for (String damaged :
        List.of("", good.substring(1), good.strip() + "AAAA", "*" + good.substring(1))) {
      Files.writeString(key, damaged);
      refuses(operated, key + " is damaged: it does not hold 32 bytes in base64url");
      assertThat(key).hasContent(damaged);
    }

    Files.writeString(key, Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]));
    refuses(operated, key + " is not the key that this data was made with");

    Files.delete(key);
    refuses(operated, key + " is missing; without it the data beside it cannot be used");
    assertThat(key).doesNotExist();

    Files.createDirectory(key);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rwx------"));
    refuses(operated, key + " cannot be read or written");
    Files.delete(key);

    Files.writeString(key, good);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    try (Running running = operated.start()) {
      assertThat(running.publicUrl()).isNotNull();
      assertThat(operated.token()).startsWith("200 ");
    }
  }

  @Test
  void keysMayBeHandedOverAndThenNoneIsKept() throws Exception {
    SecureRandom random = new SecureRandom();
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    String key = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    Path file = Files.writeString(temporary.resolve("pepper"), key);
    Operated operated =
        new Operated(
            data(),
            Map.of("POSTERN_KEYS_MASTER", key, "POSTERN_KEYS_PEPPER_FILE", file.toString()));
    try (Running running = operated.start()) {
      assertThat(running.publicUrl()).isNotNull();
      assertThat(operated.token()).startsWith("200 ");
    }
    assertThat(data().resolve("keys")).doesNotExist();

    refuses(
        new Operated(data()),
        data().resolve("keys/master.key")
            + " is missing; without it the data beside it cannot be used");
    random.nextBytes(bytes);
    String other = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    refuses(
        new Operated(data(), Map.of("POSTERN_KEYS_MASTER", other, "POSTERN_KEYS_PEPPER", key)),
        "keys.master is not the key that this data was made with");
    refuses(
        new Operated(data(), Map.of("POSTERN_KEYS_MASTER", key, "POSTERN_KEYS_PEPPER", other)),
        "keys.pepper is not the key that this data was made with");
  }

  @Test
  void certificatesOfTheOpenIdProviderThatCannotBeReadStopTheStart() throws Exception {
    Path file = temporary.resolve("ca.pem");
    Operated operated =
        new Operated(
            data(),
            Map.of(
                "POSTERN_CONSOLE_OPENID_ISSUER",
                "https://login.example.com",
                "POSTERN_CONSOLE_OPENID_CLIENT_ID",
                "postern",
                "POSTERN_CONSOLE_OPENID_ROLES",
                "platform=admin",
                "POSTERN_CONSOLE_OPENID_TRUSTED_CERTIFICATES",
                file.toString()));
    refuses(operated, file + " is not there or cannot be read");
    Files.writeString(file, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    refuses(operated, file + ": holds no certificate in PEM");
  }

  @Test
  void anOperatorWhoIsGivenIsNotWrittenDown() throws Exception {
    String secret = ClientSecret.random(new SecureRandom()).reveal();
    Operated operated =
        new Operated(
            data(),
            Map.of("POSTERN_OPERATOR_CLIENT_ID", "boss", "POSTERN_OPERATOR_CLIENT_SECRET", secret));
    try (Running running = operated.start()) {
      assertThat(operated.credential()).doesNotExist();
      String issuer = running.publicUrl() + "/";
      JsonObject operator =
          JsonObject.builder()
              .put("client_id", "boss")
              .put("client_secret", secret)
              .put("token_endpoint", issuer + "service/oauth/token")
              .put("audience", issuer + "admin/v1")
              .build();
      assertThat(Operated.token(operator, "audience")).startsWith("200 ").contains("apps:write");
    }
  }

  @Test
  void aSecondServerOnTheFolderIsRefused() throws Exception {
    Operated operated = new Operated(data());
    try (Running first = operated.start()) {
      assertThat(first.publicUrl()).isNotNull();
      assertThatThrownBy(operated::start)
          .isInstanceOfSatisfying(
              Failure.class,
              failure -> assertThat(failure.exitCode()).isEqualTo(Failure.UNAVAILABLE))
          .hasMessage("the data folder " + data() + " is in use by another Postern");
      try (OtherProcess second = OtherProcess.start(data(), temporary)) {
        assertThat(second.exitCode()).isEqualTo(69);
        assertThat(second.errors()).contains("in use by another Postern");
      }
      assertThat(operated.token()).startsWith("200 ");
    }
  }

  @Test
  void theCredentialFollowsTheServerToItsNewAddressAndNothingElseOfItChanges() throws Exception {
    Operated operated = founded();
    JsonObject before = operated.operator();
    try (Running moved = operated.start()) {
      JsonObject after = operated.operator();
      assertThat(after.string("token_endpoint")).startsWith(moved.publicUrl() + "/");
      assertThat(after.string("client_id")).isEqualTo(before.string("client_id"));
      assertThat(after.string("client_secret")).isEqualTo(before.string("client_secret"));
      assertThat(operated.token()).startsWith("200 ");
    }
    // One that does not count, or that somebody took away, is left alone.
    Files.writeString(operated.credential(), before.text().replace("pst_", "pst-"));
    operated.start().close();
    assertThat(operated.credential()).hasContent(before.text().replace("pst_", "pst-"));
    Files.delete(operated.credential());
    operated.start().close();
    assertThat(operated.credential()).doesNotExist();
  }

  /** As a server wrote it that did not name the issuer. */
  @Test
  void anOlderCredentialLearnsOfTheIssuer() throws Exception {
    Operated operated = founded();
    JsonObject.Builder older = JsonObject.builder();
    operated
        .operator()
        .members()
        .forEach((name, value) -> {
          if (!name.equals("issuer")) {
            older.put(name, value);
          }
        });
    Files.writeString(operated.credential(), older.build().text());
    try (Running running = operated.start()) {
      assertThat(operated.operator().string("issuer")).isEqualTo(running.publicUrl() + "/");
      assertThat(operated.token()).startsWith("200 ");
    }
  }

  @Test
  void aPublicUrlThatOverlapsATenantsPathStopsTheStart() throws Exception {
    Operated operated = new Operated(data());
    try (Running running = operated.start()) {
      Operated.Answer made =
          operated.run(
              "tenant",
              "create",
              "acme",
              "--issuer",
              running.publicUrl() + "/a/acme",
              "--credential",
              operated.credential().toString());
      assertThat(made.exitCode()).as(made.err()).isZero();
    }
    JsonObject before = operated.operator();
    for (String path : List.of("/a", "/a/acme/", "/a/acme/x")) {
      refuses(
          new Operated(data(), Map.of("POSTERN_HTTP_PUBLIC_URL", "http://localhost:1" + path)),
          "http.public-url: a tenant has a path already that is this one's, or above or below it");
    }
    assertThat(operated.operator()).as("nothing was moved").isEqualTo(before);
    Operated beside =
        new Operated(data(), Map.of("POSTERN_HTTP_PUBLIC_URL", "http://localhost:1/auth"));
    try (Running running = beside.start()) {
      assertThat(running.publicUrl().toString()).isEqualTo("http://localhost:1/auth");
      assertThat(beside.operator().string("issuer")).isEqualTo("http://localhost:1/auth");
      assertThat(beside.operator().string("token_endpoint"))
          .isEqualTo("http://localhost:1/auth/service/oauth/token");
    }
  }

  @Test
  void aCredentialThatAKilledProcessLeftBesideTakesItsPlaceIfItCounts() throws Exception {
    Operated operated = founded();
    Path pending = data().resolve("operator.json.new");
    Path half = data().resolve("operator.json.new.tmp");
    Files.move(operated.credential(), pending);
    Files.writeString(half, "{\"client_id\":");
    try (Running running = operated.start()) {
      assertThat(running.publicUrl()).isNotNull();
      assertThat(operated.token()).startsWith("200 ");
    }
    assertThat(pending).doesNotExist();
    assertThat(half).doesNotExist();

    String good = Files.readString(operated.credential());
    String never = ClientSecret.random(new SecureRandom()).reveal();
    Files.writeString(pending, good.replaceAll("pst_[0-9A-Za-z]+", never));
    try (Running running = operated.start()) {
      assertThat(running.publicUrl()).isNotNull();
      assertThat(operated.token()).startsWith("200 ");
    }
    assertThat(pending).doesNotExist();
    assertThat(Files.readString(operated.credential())).doesNotContain(never);
  }

  @Test
  void aTlsFileThatIsMissingOrBadStopsTheStartByName() throws Exception {
    Path missing = temporary.resolve("cert.pem");
    Path bad = Files.writeString(temporary.resolve("bad.pem"), "no certificate");
    refuses(
        new Operated(
            data(),
            Map.of(
                "POSTERN_HTTP_TLS_CERTIFICATE", missing.toString(),
                "POSTERN_HTTP_TLS_KEY", bad.toString())),
        missing + " is not there or cannot be read");
    refuses(
        new Operated(
            data(),
            Map.of(
                "POSTERN_HTTP_TLS_CERTIFICATE", bad.toString(),
                "POSTERN_HTTP_TLS_KEY", bad.toString())),
        bad + ": this certificate and the key " + bad + " cannot be used");
  }
}
