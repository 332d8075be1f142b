package dev.postern.checks.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.SelectOption;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.postern.checks.Caller;
import dev.postern.checks.KeyCaller;
import dev.postern.protocol.json.JsonBoolean;
import dev.postern.protocol.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An app gets a way to prove itself that is no secret, by the console. */
@Tag("console")
final class NewCredentialTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  private static ConsoleHouse house;

  @BeforeAll
  static void open(@TempDir Path data) throws IOException {
    house = ConsoleHouse.furnished(data);
  }

  @AfterAll
  static void close() {
    house.close();
  }

  private static Person at(Caller app) {
    Person ada =
        house.admin(CHROMIUM.visitor(house.origin()), "Ada Lovelace").open("/apps/" + app.id());
    ada.follow("Add a key or certificate");
    return ada;
  }

  private static ECKey key() throws Exception {
    return new ECKeyGenerator(Curve.P_256).keyID("2026-11").generate();
  }

  private static String pem(String what, byte[] der) {
    String lines = Base64.getMimeEncoder().encodeToString(der);
    return "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n";
  }

  /** The form for one type of credential. */
  private static Locator form(Person person, String type) {
    return person
        .page()
        .getByRole(AriaRole.FORM, new Page.GetByRoleOptions().setName(type).setExact(true));
  }

  private static List<JsonObject> credentials(Caller app, String type) {
    return house.items("/apps/" + app.id() + "/credentials").stream()
        .filter(each -> ConsoleHouse.text(each, "type").equals(type))
        .toList();
  }

  @Test
  void aKeyThatIsPastedOpensTheDoor() throws Exception {
    Caller app = house.app("Signer");
    ECKey key = key();
    Person ada = at(app);
    ada.visitor().axe();
    Locator form = form(ada, "Public key");
    form.getByLabel("Public key, or where the app publishes its keys")
        .fill(key.toPublicJWK().toJSONString());
    form.getByLabel("Ends after").selectOption(new SelectOption().setLabel("90 days"));
    ada.press("Add the key");
    ada.told("The app can prove itself by it from now on.");
    ada.at("Signer");
    assertThat(ada.line("2026-11")).containsText("Public key");
    assertThat(credentials(app, "public_key").getFirst().optionalString("expires_at")).isPresent();
    KeyCaller signer = KeyCaller.signing(app, key);
    assertThat(signer.ask("audience", ConsoleHouse.STORAGE).status()).isEqualTo(200);
  }

  @Test
  void aKeyInPemIsTakenAsWell() throws Exception {
    Caller app = house.app("Signer in PEM");
    Person ada = at(app);
    form(ada, "Public key")
        .getByLabel("Public key, or where the app publishes its keys")
        .fill(pem("PUBLIC KEY", key().toECPublicKey().getEncoded()));
    ada.press("Add the key");
    ada.told("The app can prove itself by it from now on.");
    assertThat(credentials(app, "public_key")).hasSize(1);
  }

  @Test
  void anAppIsMadeWithAKeyInThePlaceOfASecret() throws Exception {
    Person ada = house.admin(CHROMIUM.visitor(house.origin()), "Ada Lovelace").open("/apps/new");
    ada.visitor().expect("status of 400");
    ECKey key = key();
    Locator field = ada.field("Public key, or where the app publishes its keys");
    assertThat(field).isHidden();
    ada.field("Name").fill("Never a secret");
    ada.page().getByLabel("It proves itself by").selectOption("public_key");
    ada.press("Create app");
    ada.sees("is no JWK, no public key in PEM and no URL");
    ada.visitor().axe();
    ada.visitor().shot("app-new-key");
    field.fill("no key");
    ada.press("Create app");
    ada.sees("is no JWK, no public key in PEM and no URL");
    assertThat(field).isFocused();
    field.fill(key.toJSONString());
    ada.press("Create app");
    ada.sees("is a private key, and nobody else may know it");
    assertThat(field).hasValue("");
    assertThat(ada.field("Name")).hasValue("Never a secret");
    assertThat(house.items("/apps?q=never")).isEmpty();
    field.fill(key.toPublicJWK().toJSONString());
    ada.press("Create app");
    ada.told("Made. It proves itself by its key, but is granted nothing yet");
    ada.at("Never a secret");
    String id = ConsoleHouse.text(house.items("/apps?q=never").getFirst(), "client_id");
    assertThat(house.items("/apps/" + id + "/credentials"))
        .singleElement()
        .satisfies(one -> assertThat(ConsoleHouse.text(one, "type")).isEqualTo("public_key"));
  }

  @Test
  void ofAnAppThatIsBlockedItIsSaidThatItGetsNothingAllTheSame() throws Exception {
    Caller app = house.app("Blocked signer");
    house.patch(app, "{\"status\":\"blocked\"}");
    Person ada = at(app);
    form(ada, "Public key")
        .getByLabel("Public key, or where the app publishes its keys")
        .fill(key().toPublicJWK().toJSONString());
    ada.press("Add the key");
    ada.told("The credential is there, but the app is blocked");
    assertThat(credentials(app, "public_key")).hasSize(1);
  }

  @Test
  void whatIsNoKeyIsSaidAtItsFieldAndAPrivateOneIsNotKept() throws Exception {
    Caller app = house.app("Careless");
    Person ada = at(app);
    ada.visitor().expect("status of 400");
    Locator field =
        form(ada, "Public key").getByLabel("Public key, or where the app publishes its keys");
    field.fill("ssh-ed25519 AAAA");
    ada.press("Add the key");
    ada.sees("is no JWK, no public key in PEM and no URL");
    assertThat(field).hasValue("ssh-ed25519 AAAA");
    assertThat(field).isFocused();
    ada.visitor().axe();
    ada.visitor().shot("credential-new-wrong");

    field.fill(pem("PRIVATE KEY", key().toECPrivateKey().getEncoded()));
    ada.press("Add the key");
    ada.sees("is a private key, and nobody else may know it");
    assertThat(field).hasValue("");

    String jwk = key().toJSONString();
    for (String text :
        List.of(jwk, "{\"keys\":[" + jwk + "]}", jwk.substring(0, jwk.length() - 1))) {
      field.fill(text);
      ada.press("Add the key");
      assertThat(field).hasValue("");
      ada.sees("is a private key, and nobody else may know it");
    }
    assertThat(credentials(app, "public_key")).isEmpty();

    Locator certificate = form(ada, "Certificate").getByLabel("Certificate, or its name");
    certificate.fill(pem("PRIVATE KEY", key().toECPrivateKey().getEncoded()));
    ada.press("Add the certificate");
    assertThat(certificate).hasValue("");
    ada.sees("is a private key, and nobody else may know it");
    assertThat(credentials(app, "certificate")).isEmpty();
  }

  @Test
  void aNameInACertificateAndAnotherIssuerAreTaken() {
    Caller app = house.app("Known by name");
    Person ada = at(app);
    Locator certificate = form(ada, "Certificate");
    certificate.getByLabel("Known by").selectOption("san_dns");
    certificate.getByLabel("Certificate, or its name").fill(" mover.example.com ");
    ada.press("Add the certificate");
    ada.told("The app can prove itself by it from now on.");
    JsonObject named = credentials(app, "certificate").getFirst();
    assertThat(ConsoleHouse.text(named, "san_dns")).isEqualTo("mover.example.com");

    ada.follow("Add a key or certificate");
    Locator issuer = form(ada, "Word of another issuer");
    issuer
        .getByLabel("Issuer", new Locator.GetByLabelOptions().setExact(true))
        .fill("https://idp.example.com/");
    issuer.getByLabel("Subject").fill("system:serviceaccount:backup:mover");
    issuer
        .getByLabel("Public key of the issuer, or where it publishes its keys")
        .fill("https://idp.example.com/jwks");
    issuer.getByLabel("Its tokens can be shown more than once, until they end").check();
    ada.press("Trust this issuer");
    ada.told("The app can prove itself by it from now on.");
    JsonObject trusted = credentials(app, "federated").getFirst();
    assertThat(ConsoleHouse.text(trusted, "issuer")).isEqualTo("https://idp.example.com/");
    assertThat(ConsoleHouse.text(trusted, "jwks_uri")).isEqualTo("https://idp.example.com/jwks");
    assertThat(trusted.members().get("reusable")).isEqualTo(new JsonBoolean(true));
  }

  @Test
  void whatTheAdminApiRefusesIsSaidAtItsField() {
    Caller app = house.app("Refused");
    Person ada = at(app);
    ada.visitor().expect("status of 400");
    Locator certificate = form(ada, "Certificate");
    certificate.getByLabel("Certificate, or its name").fill("no certificate");
    ada.press("Add the certificate");
    assertThat(ada.page().locator("[id='w-certificate.jwk']")).isVisible();
    assertThat(certificate.getByLabel("Certificate, or its name")).hasValue("no certificate");
    assertThat(credentials(app, "certificate")).isEmpty();
  }
}
