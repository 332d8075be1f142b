package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import dev.postern.server.TestCertificates;
import dev.postern.server.TestCertificates.Issued;
import dev.postern.server.config.ClientCertificates;
import dev.postern.server.config.JwksUriConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Certificates that nearly prove an app (RFC 8705 section 7, attack cases A9 and A19 to A24), sent
 * over TLS to a server that ends it.
 */
final class Rfc8705_7CertificatesTest {

  private static final String NAME = "CN=mover,O=Example";
  private static final Issued ROOT = TestCertificates.authority("CN=Root,O=Example");

  private static MtlsSite site;
  private static String api;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    site =
        new MtlsSite(
            Files.createDirectories(folder.resolve("data")),
            Files.createDirectories(folder.resolve("keys")),
            ClientCertificates.TLS,
            JwksUriConfig.USUAL);
    site.trust(ROOT);
    api = site.api("https://storage.example.com", "none");
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  private static TestCertificates mover() {
    return TestCertificates.of(NAME);
  }

  private static String app() {
    return app(MtlsSite.certificate("subject_dn", NAME));
  }

  private static String app(JsonObject credential) {
    return site.app(credential, api).text("client_id");
  }

  private static void refused(String app, Issued shown) {
    Answer answer = site.token(app, shown);
    assertThat(answer.status()).as(answer.body()).isEqualTo(401);
    assertThat(answer.text("error")).isEqualTo("invalid_client");
  }

  // A9
  @Test
  void a9ACertificateBesideAnotherMethodIsMerelyThere() {
    Issued own = TestCertificates.selfSigned(NAME);
    Answer made = site.app(JsonObject.builder().put("type", "client_secret").build(), api);
    String id = made.text("client_id");
    String secret = made.text("client_secret");
    assertThat(site.token(id, own, "client_secret", secret).status()).isEqualTo(200);
    assertThat(site.token(id, own, "client_secret", "wrong").status()).isEqualTo(401);
    refused(id, own);
    // With a certificate of its own, too, a wrong secret stays wrong.
    assertThat(
            site.admin(
                    "POST",
                    "/apps/" + id + "/credentials",
                    MtlsSite.certificate("pem", own.pem()).text())
                .status())
        .isEqualTo(201);
    assertThat(site.token(id, own).status()).isEqualTo(200);
    assertThat(site.token(id, own, "client_secret", "wrong").status()).isEqualTo(401);
    assertThat(site.token(id, own, "client_assertion", "x").status()).isEqualTo(400);
  }

  // A19: CVE-2023-2422, GHSL-2023-083
  @Test
  void a19OnlyTheCertificateThatWasProvedCounts() {
    Issued victim = mover().by(ROOT);
    String app = app();
    assertThat(site.token(app, victim).status()).isEqualTo(200);
    KeyPair keys = TestCertificates.pair("EC", 256);
    Issued attacker = TestCertificates.of("CN=attacker,O=Example").keys(keys).by(ROOT);
    refused(app, new Issued(List.of(attacker.certificate(), victim.certificate()), attacker.key()));
    Issued self = TestCertificates.selfSigned("CN=attacker");
    refused(app, new Issued(List.of(self.certificate(), victim.certificate()), self.key()));
    // Below the victim's, as if that were an authority.
    refused(app, TestCertificates.of(NAME).by(victim));
  }

  // A19: a certificate is public; TLS itself proves its key (RFC 8446 4.4.3).
  @Test
  void a19WhoHasNotTheKeyDoesNotComeThroughTheHandshake() {
    Issued victim = mover().by(ROOT);
    Issued thief = new Issued(victim.chain(), TestCertificates.pair("EC", 256).getPrivate());
    for (String protocol : List.of("TLSv1.3", "TLSv1.2")) {
      assertThat(answers(site.context(thief), protocol)).as(protocol).isFalse();
      assertThat(answers(site.context(victim), protocol)).as(protocol).isTrue();
      assertThat(answers(site.context(null), protocol)).as(protocol).isTrue();
    }
  }

  private static boolean answers(SSLContext context, String protocol) {
    try (SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), site.uri("").getPort())) {
      socket.setSoTimeout(20_000);
      socket.setEnabledProtocols(new String[] {protocol});
      socket
          .getOutputStream()
          .write(
              "GET /service/oauth/jwks HTTP/1.1\r\nHost: localhost:%d\r\n\r\n"
                  .formatted(socket.getPort())
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII)
          .equals("HTTP/1.1 200");
    } catch (IOException e) {
      return false;
    }
  }

  // A20: CVE-2026-22747
  @Test
  void a20NamesThatLookAlikeAreOthers() {
    String app = app();
    List<X500Name> others =
        List.of(
            name("mover,O=Example"),
            name("mover\u0000", "Example"),
            name("mover\u0000.evil", "Example"),
            name("mover", "Example\u200b"),
            name("mover", "Example", "Example"),
            new X500Name(new RDN[] {cn("mover"), o("Example")}),
            // One part of several values, in either order.
            new X500Name(new RDN[] {both(cn("mover"), o("Example"))}),
            new X500Name(new RDN[] {both(o("Example"), cn("mover"))}),
            new X500Name(new RDN[] {o("Example"), both(cn("mover"), cn("other"))}),
            name("mover"));
    for (X500Name other : others) {
      refused(app, TestCertificates.of(other).by(ROOT));
    }
    assertThat(site.token(app, TestCertificates.of(name("mover", "Example")).by(ROOT)).status())
        .isEqualTo(200);
    // Nor is the app that is registered by such a part the one of several.
    String several = app(MtlsSite.certificate("subject_dn", "CN=mover+O=Example"));
    refused(several, mover().by(ROOT));
    X500Name whole = new X500Name(new RDN[] {both(o("Example"), cn("mover"))});
    assertThat(site.token(several, TestCertificates.of(whole).by(ROOT)).status()).isEqualTo(200);
    // A domain name in the subject is not one among the alternative names.
    refused(
        app(MtlsSite.certificate("san_dns", "mover.example.com")),
        TestCertificates.of("CN=mover.example.com").by(ROOT));
  }

  private static RDN cn(String value) {
    return new RDN(BCStyle.CN, new DERUTF8String(value));
  }

  private static RDN o(String value) {
    return new RDN(BCStyle.O, new DERUTF8String(value));
  }

  private static RDN both(RDN one, RDN other) {
    return new RDN(new AttributeTypeAndValue[] {one.getFirst(), other.getFirst()});
  }

  /** A common name below organizations. */
  private static X500Name name(String cn, String... organizations) {
    List<RDN> parts = new ArrayList<>();
    for (String each : organizations) {
      parts.add(o(each));
    }
    parts.add(cn(cn));
    return new X500Name(parts.toArray(RDN[]::new));
  }

  // A22: CVE-2025-9312
  @Test
  void a22WithoutACertificateNobodyComesIn() {
    String app = app();
    assertThat(site.token(app, null).status()).isEqualTo(401);
    for (String path : List.of("service/oauth/introspect", "service/oauth/revoke")) {
      assertThat(site.post(path, app, null, "token", "x").status()).isEqualTo(401);
    }
    // Nor does a certificate open what wants a token.
    Issued good = mover().by(ROOT);
    assertThat(Answer.to(site.shows(HttpCall.get(site.uri("admin/v1/apps")), good)).status())
        .isEqualTo(401);
  }

  // A23, RFC 8705 7.4 and 6.2
  @Shows("R-8705-12")
  @Test
  void a23DatesAndPurposesOfCertificatesCount() {
    Instant now = Instant.now();
    Duration day = Duration.ofDays(1);
    String app = app();
    refused(app, mover().valid(now.minus(day), now.minusSeconds(60)).by(ROOT));
    refused(app, mover().valid(now.plusSeconds(60), now.plus(day)).by(ROOT));
    refused(
        app,
        mover()
            .extension(
                Extension.extendedKeyUsage,
                false,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
            .by(ROOT));
    refused(app, mover().by(ROOT, "SHA1withECDSA"));
    assertThat(site.token(app, mover().around(now).by(ROOT)).status()).isEqualTo(200);
    Issued early = mover().valid(now.plusSeconds(60), now.plus(day)).bySelf();
    refused(app(MtlsSite.certificate("pem", early.pem())), early);
  }

  // A23 and A24: what is over, the certificate itself or the credential.
  @Test
  void a23ARegisteredCertificateThatIsOverIsNone() throws Exception {
    Instant now = Instant.now();
    Instant end = now.plusSeconds(3).truncatedTo(ChronoUnit.SECONDS);
    Issued brief = mover().valid(now.minus(Duration.ofDays(1)), end).bySelf();
    String byItself = app(MtlsSite.certificate("pem", brief.pem()));
    Issued own = TestCertificates.selfSigned(NAME);
    Issued good = mover().by(ROOT);
    List<String> apps = List.of(app(MtlsSite.certificate("pem", own.pem())), app());
    assertThat(site.token(byItself, brief).status()).isEqualTo(200);
    assertThat(site.token(apps.getFirst(), own).status()).isEqualTo(200);
    assertThat(site.token(apps.getLast(), good).status()).isEqualTo(200);
    for (String app : apps) {
      String all = "/apps/" + app + "/credentials";
      String id = Admin.text((JsonObject) items(site.admin("GET", all, "")).getFirst(), "id");
      assertThat(site.admin("PATCH", all + "/" + id, "{\"expires_at\":\"" + end + "\"}").status())
          .isEqualTo(200);
    }
    // A certificate is good for the whole of its last second.
    while (Instant.now().isBefore(end.plusSeconds(1))) {
      Thread.sleep(50);
    }
    refused(byItself, brief);
    refused(apps.getFirst(), own);
    refused(apps.getLast(), good);
    assertThat(
            site.admin(
                    "POST",
                    "/apps/" + byItself + "/credentials",
                    MtlsSite.certificate("pem", brief.pem()).text())
                .status())
        .as("nor is one registered that is over")
        .isIn(400, 409);
  }

  // A23: the key was replaced.
  @Shows("R-8705-12")
  @Test
  void a23OneCertificateTakesThePlaceOfAnother() {
    Issued old = TestCertificates.selfSigned(NAME);
    Issued next = TestCertificates.selfSigned(NAME);
    String app = app(MtlsSite.certificate("pem", old.pem()));
    refused(app, next);
    String all = "/apps/" + app + "/credentials";
    String first = Admin.text((JsonObject) items(site.admin("GET", all, "")).getFirst(), "id");
    assertThat(site.admin("POST", all, MtlsSite.certificate("pem", next.pem()).text()).status())
        .isEqualTo(201);
    for (Issued each : List.of(old, next)) {
      assertThat(site.token(app, each).status()).isEqualTo(200);
    }
    assertThat(site.admin("DELETE", all + "/" + first, "").status()).isEqualTo(204);
    refused(app, old);
    assertThat(site.token(app, next).status()).isEqualTo(200);
  }

  private static List<JsonValue> items(Answer answer) {
    try {
      return answer.json().array("items").values();
    } catch (JsonFault e) {
      throw new AssertionError(answer.body(), e);
    }
  }

  // A24
  @Test
  void a24ABlockedOrDeletedAppIsRefusedAtOnce() {
    Issued own = TestCertificates.selfSigned(NAME);
    String app = app(MtlsSite.certificate("pem", own.pem()));
    assertThat(site.token(app, own).status()).isEqualTo(200);
    assertThat(site.admin("PATCH", "/apps/" + app, "{\"status\":\"blocked\"}").status())
        .isEqualTo(200);
    refused(app, own);
    String named = app();
    Issued good = mover().by(ROOT);
    assertThat(site.token(named, good).status()).isEqualTo(200);
    for (String gone : List.of(app, named)) {
      assertThat(site.admin("DELETE", "/apps/" + gone, "").status()).isEqualTo(204);
    }
    refused(app, own);
    refused(named, good);
  }

  // RFC 8705 7.4
  @Shows("R-8705-12")
  @Test
  void whoIsTrustedIsTheTenantsAffairAndEndsAtOnce() {
    Issued mine = TestCertificates.authority("CN=Mine");
    String app = app(MtlsSite.certificate("subject_dn", "CN=only mine"));
    Issued good = TestCertificates.of("CN=only mine").by(mine);
    refused(app, good);
    String id = site.trust(mine);
    assertThat(site.token(app, good).status()).isEqualTo(200);
    assertThat(site.admin("DELETE", "/certificate-authorities/" + id, "").status()).isEqualTo(204);
    refused(app, good);
    assertThat(
            site.admin(
                    "POST",
                    "/certificate-authorities",
                    JsonObject.builder()
                        .put("name", "n")
                        .put("pem", TestCertificates.selfSigned("CN=client").pem())
                        .build()
                        .text())
                .status())
        .as("a client is no authority")
        .isEqualTo(400);
  }

  @Test
  void longChainsAndWeakKeysDoNotComeThroughTheHandshake() {
    Issued above = TestCertificates.authority("CN=0");
    for (int i = 1; i <= 5; i++) {
      above = TestCertificates.of("CN=" + i).authority(9 - i).by(above);
    }
    assertThat(above.chain()).hasSize(5);
    Issued six = mover().by(above);
    assertThat(answers(site.context(six), "TLSv1.3")).isFalse();
    assertThat(answers(site.context(above), "TLSv1.3")).isTrue();
    Issued weak = mover().keys(TestCertificates.pair("EC", 521)).bySelf();
    assertThat(answers(site.context(weak), "TLSv1.3")).isFalse();
    Issued rsa = mover().keys(TestCertificates.pair("RSA", 2048)).bySelf();
    assertThat(answers(site.context(rsa), "TLSv1.3")).isTrue();
  }
}
