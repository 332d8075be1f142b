package dev.postern.checks.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Answer;
import dev.postern.checks.Caller;
import dev.postern.checks.ServerProcess;
import dev.postern.checks.Shows;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * D15: no secret gets to where it does not belong. It runs last, so that everything that the other
 * attacks did to the server is behind it.
 */
@Tag("attacks")
@Order(Integer.MAX_VALUE)
@ExtendWith(AttackedSite.class)
final class Rfc6749_10CanaryTest {

  /** Where secrets do belong. */
  private static final Set<String> KEPT =
      Set.of("data/operator.json", "data/keys/master.key", "data/keys/pepper.key");

  @Shows("R-6749-24")
  @Test
  void d15NoSecretIsInTheDatabaseOrInTheLogs(Site site) throws Exception {
    Map<String, byte[]> secrets = secrets(site);
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (Stream<Path> all = Files.walk(site.folder())) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = site.folder().relativize(file).toString();
        if (!KEPT.contains(name)) {
          files.put(name, Files.readAllBytes(file));
        }
      }
    }
    assertThat(files.keySet()).contains("data/postern.db", "stdout.log", "stderr.log");
    // Proof that the search finds what is there.
    assertThat(holders(files, site.operator().caller().id().getBytes(StandardCharsets.UTF_8)))
        .isNotEmpty();
    assertThat(holders(files, "zoe".getBytes(StandardCharsets.UTF_8))).isNotEmpty();
    secrets.forEach((name, secret) -> {
      for (byte[] form : forms(secret)) {
        assertThat(holders(files, form)).as(name).isEmpty();
      }
    });
  }

  /** Secrets, each after it was used in a request in order and in some that are not. */
  private static Map<String, byte[]> secrets(Site site) throws IOException {
    Caller operator = site.operator().caller();
    String api = site.operator().api("https://canary.example.com", "sing");
    Caller app = site.operator().app("canary", api, "sing");
    String token = app.token("https://canary.example.com");
    use(site, operator);
    use(site, app);
    use(site, site.otherOperator().caller());
    Answer wrong =
        site.operator().identity("POST", "/account", "{\"Password\":\"" + Site.PASSWORD + "\"}");
    assertThat(wrong.status()).isEqualTo(400);
    String revoke = "{\"kind\":\"token\",\"token\":\"" + token + "\"}";
    assertThat(site.operator().admin("POST", "/revocations", revoke).status()).isEqualTo(201);
    Map<String, byte[]> secrets = new LinkedHashMap<>();
    text(secrets, "the operator's secret", operator.secret());
    text(secrets, "an app's secret", app.secret());
    text(secrets, "another tenant's secret", site.otherOperator().caller().secret());
    text(secrets, "a password", Site.PASSWORD);
    text(secrets, "a token", token);
    text(secrets, "a token's signature", token.substring(token.lastIndexOf('.') + 1));
    text(secrets, "the operator's token", site.operator().adminToken());
    text(secrets, "a Basic header", Caller.basic(app.id(), app.secret()).substring(6));
    for (String name : List.of("master.key", "pepper.key")) {
      Path file = site.server().data().resolve("keys").resolve(name);
      String text = Files.readString(file).strip();
      text(secrets, name, text);
      secrets.put("the bytes of " + name, Base64.getUrlDecoder().decode(text));
    }
    return secrets;
  }

  private static void text(Map<String, byte[]> secrets, String name, String secret) {
    secrets.put(name, secret.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends a secret in every place where a confused client could put it. */
  private static void use(Site site, Caller caller) throws IOException {
    String secret = caller.secret();
    assertThat(caller.ask("scope", secret).status()).isEqualTo(400);
    assertThat(caller.ask("audience", secret).status()).isEqualTo(400);
    assertThat(caller.ask("grant_type", secret).status()).isEqualTo(400);
    for (Endpoint endpoint : site.endpoints()) {
      for (String lines :
          List.of(
              "X-Secret: " + secret + "\r\n",
              "Cookie: secret=" + secret + "\r\n",
              "Transfer-Encoding: " + secret + "\r\n",
              "Host: " + secret + "\r\n",
              secret + "\r\n")) {
        site.attack(endpoint, endpoint.request(lines));
      }
      site.attack(endpoint, endpoint.asking("client_secret=" + secret).request());
      Endpoint elsewhere = endpoint.at("/" + secret);
      site.attack(elsewhere, elsewhere.request());
      if (endpoint.body().some()) {
        site.attack(endpoint, endpoint.sending(secret).request());
      }
      if (endpoint.guarded()) {
        Endpoint other = endpoint.with(List.of("Authorization: Bearer " + secret));
        assertThat(site.attack(other, other.request()).status()).isEqualTo(401);
      }
    }
    assertThat(ServerProcess.err(site.folder())).isNotEmptyFile();
  }

  private static List<String> holders(Map<String, byte[]> files, byte[] wanted) {
    List<String> holders = new ArrayList<>();
    files.forEach((name, bytes) -> {
      if (found(bytes, wanted)) {
        holders.add(name);
      }
    });
    return holders;
  }

  private static boolean found(byte[] bytes, byte[] wanted) {
    ByteBuffer sought = ByteBuffer.wrap(wanted);
    for (int at = 0; at <= bytes.length - wanted.length; at++) {
      if (bytes[at] == wanted[0] && ByteBuffer.wrap(bytes, at, wanted.length).equals(sought)) {
        return true;
      }
    }
    return false;
  }

  /** As it is, in hex, and in base64 wherever in a longer text it begins. */
  private static List<byte[]> forms(byte[] secret) {
    List<byte[]> forms = new ArrayList<>(List.of(secret));
    String hex = HexFormat.of().formatHex(secret);
    forms.add(hex.getBytes(StandardCharsets.US_ASCII));
    forms.add(hex.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII));
    for (int before = 0; before < 3; before++) {
      byte[] shifted = new byte[before + secret.length];
      System.arraycopy(secret, 0, shifted, before, secret.length);
      int from = before == 0 ? 0 : before + 1;
      for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
        // Only the characters that stand for bits of the secret alone.
        String text = encoder.withoutPadding().encodeToString(shifted);
        forms.add(text.substring(from, text.length() - 1).getBytes(StandardCharsets.US_ASCII));
      }
    }
    return forms;
  }
}
