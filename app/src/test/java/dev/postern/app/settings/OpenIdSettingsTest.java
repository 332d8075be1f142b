package dev.postern.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.server.config.OpenIdConfig;
import dev.postern.server.config.OpenIdRole;
import dev.postern.store.TenantName;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The provider by which people sign in, and what is refused of it. */
final class OpenIdSettingsTest {

  private static final String ISSUER = "POSTERN_CONSOLE_OPENID_ISSUER";
  private static final String NAME = "POSTERN_CONSOLE_OPENID_NAME";
  private static final String CLIENT = "POSTERN_CONSOLE_OPENID_CLIENT_ID";
  private static final String SECRET = "POSTERN_CONSOLE_OPENID_CLIENT_SECRET";
  private static final String SCOPES = "POSTERN_CONSOLE_OPENID_SCOPES";
  private static final String CLAIM = "POSTERN_CONSOLE_OPENID_ROLES_CLAIM";
  private static final String ROLES = "POSTERN_CONSOLE_OPENID_ROLES";
  private static final String TENANTS = "POSTERN_CONSOLE_OPENID_TENANTS";

  private static final String WANTED_ISSUER =
      "the issuer of an OpenID provider is wanted: https, a host and a path if need be";
  private static final String WANTED_ROLES =
      "roles are wanted, each as platform-admins=admin, everyone=viewer or"
          + " files-team=admin only https://files.example.com";

  @TempDir private Path folder;

  private static Written whole() {
    return Written.nothing()
        .variable(ISSUER, "https://login.example.com/staff")
        .variable(CLIENT, "postern")
        .variable(ROLES, "platform=admin");
  }

  private static OpenIdConfig chosen(Written written) throws Exception {
    return written.chosen().server().openId().orElseThrow();
  }

  private static List<String> roles(Written written) throws Exception {
    return chosen(written).roles().stream()
        .map(role ->
            role.value()
                + "|"
                + role.kind()
                + "|"
                + role.only().map(apis -> String.join(" ", apis)).orElse("everything"))
        .toList();
  }

  private static String repeated(String text, int times) {
    return IntStream.range(0, times)
        .mapToObj(i -> text.replace("#", String.valueOf(i)))
        .collect(Collectors.joining(","));
  }

  @Test
  void withoutAnyChoiceThereIsNone() throws Exception {
    assertThat(Written.nothing().chosen().server().openId()).isEmpty();
  }

  @Test
  void everySettingReachesItsPlace() throws Exception {
    OpenIdConfig all =
        chosen(
            Written.yaml(
                folder,
                "console.openid:",
                "  issuer: https://login.example.com/staff",
                "  name: Example & Co",
                "  client-id: postern",
                "  client-secret: it is a secret",
                "  scopes: [openid, groups]",
                "  roles-claim: realm_access.roles",
                "  roles: [platform=admin, files=viewer only https://files.example.com api_1]",
                "  tenants: [default, acme]",
                "  trusted-certificates: ca.pem"));
    assertThat(all.issuer()).isEqualTo(URI.create("https://login.example.com/staff"));
    assertThat(all.shown()).isEqualTo("Example & Co");
    assertThat(all.client().id()).isEqualTo("postern");
    assertThat(all.client().revealSecret()).contains("it is a secret");
    assertThat(all.scopes()).containsExactly("openid", "groups");
    assertThat(all.rolesClaim()).isEqualTo("realm_access.roles");
    assertThat(all.roles())
        .containsExactly(
            new OpenIdRole("platform", OpenIdRole.Kind.ADMIN, Optional.empty()),
            new OpenIdRole(
                "files",
                OpenIdRole.Kind.VIEWER,
                Optional.of(List.of("https://files.example.com", "api_1"))));
    assertThat(all.tenants()).containsExactlyInAnyOrder(TenantName.DEFAULT, new TenantName("acme"));
    assertThat(all.trustedCertificates()).contains(Path.of("ca.pem"));
  }

  @Test
  void whatNeedNotBeSaidIsUsual() throws Exception {
    OpenIdConfig usual = chosen(whole());
    assertThat(usual.shown()).isEqualTo("login.example.com");
    assertThat(usual.client().revealSecret()).isEmpty();
    assertThat(usual.scopes()).containsExactly("openid", "profile", "email");
    assertThat(usual.rolesClaim()).isEqualTo("roles");
    assertThat(usual.tenants()).containsExactly(TenantName.DEFAULT);
    assertThat(usual.trustedCertificates()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://login.example.com",
        "https:login",
        "https:///staff",
        "ftp://login.example.com",
        "login.example.com"
      })
  void anIssuerThatIsNotHttpsWithAHostIsRefused(String issuer) {
    assertThat(whole().variable(ISSUER, issuer).problems())
        .containsExactly(ISSUER + ": " + WANTED_ISSUER);
  }

  @Test
  void anIssuerOnLoopbackMayBeHttp() throws Exception {
    for (String issuer : List.of("http://127.0.0.1:8090", "http://[::1]", "http://localhost/x")) {
      assertThat(chosen(whole().variable(ISSUER, issuer)).issuer()).isEqualTo(URI.create(issuer));
    }
  }

  @Test
  void anIssuerWithAQueryIsRefused() {
    assertThat(whole().variable(ISSUER, "https://login.example.com/?realm=staff").problems())
        .containsExactly(ISSUER + ": " + WANTED_ISSUER);
  }

  @Test
  void anIssuerWithAFragmentIsRefused() {
    assertThat(whole().variable(ISSUER, "https://login.example.com/#staff").problems())
        .containsExactly(ISSUER + ": " + WANTED_ISSUER);
  }

  @Test
  void anIssuerWithSomebodysNameIsRefused() {
    assertThat(whole().variable(ISSUER, "https://me:secret@login.example.com/").problems())
        .containsExactly(ISSUER + ": " + WANTED_ISSUER);
  }

  @Test
  void anIssuerThatIsTooLongIsRefused() throws Exception {
    String longest = "https://login.example.com/" + "x".repeat(512 - 26);
    assertThat(chosen(whole().variable(ISSUER, longest)).issuer().toString()).hasSize(512);
    assertThat(whole().variable(ISSUER, longest + "x").problems())
        .containsExactly(ISSUER + ": " + WANTED_ISSUER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://login.example.com/staff/.well-known/openid-configuration",
        "https://login.example.com/.well-known/openid-configuration/"
      })
  void thePlaceOfTheProvidersMetadataIsNoIssuer(String issuer) {
    assertThat(whole().variable(ISSUER, issuer).problems())
        .containsExactly(
            ISSUER
                + ": the issuer itself is wanted, without /.well-known/openid-configuration"
                + " behind it");
  }

  @Test
  void aNameThatIsTooLongIsRefused() throws Exception {
    assertThat(chosen(whole().variable(NAME, "n".repeat(64))).shown()).hasSize(64);
    assertThat(whole().variable(NAME, "n".repeat(65)).problems())
        .containsExactly(NAME + ": 1 to 64 characters are wanted");
  }

  @Test
  void aNameThatNobodyCanReadIsRefused() throws Exception {
    for (String name : List.of("  ", "two\nlines")) {
      assertThat(whole().variable(NAME, name).problems())
          .as(name)
          .containsExactly(NAME + ": 1 to 64 characters are wanted");
    }
    assertThat(whole().file(folder, "console.openid.name: ''").problems())
        .containsExactly("postern.yaml:1: console.openid.name: 1 to 64 characters are wanted");
  }

  @Test
  void anIssuerThatIsNoUrlIsRefused() {
    assertThat(whole().variable(ISSUER, "https://login example").problems())
        .containsExactly(ISSUER + ": a URL is wanted");
  }

  @Test
  void anIssuerWithoutAClientIdIsRefused() {
    assertThat(
            Written.nothing().variable(ISSUER, "https://a.b").variable(ROLES, "a=admin").problems())
        .containsExactly(ISSUER + ": goes with console.openid.client-id, which is missing");
  }

  @Test
  void anIssuerWithoutRolesIsRefused() {
    assertThat(Written.nothing().variable(ISSUER, "https://a.b").variable(CLIENT, "c").problems())
        .containsExactly(ISSUER + ": goes with console.openid.roles, which is missing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name | the company",
        "client-id | postern",
        "client-secret | secret",
        "scopes | openid",
        "roles-claim | groups",
        "roles | a=admin",
        "tenants | default",
        "trusted-certificates | ca.pem"
      })
  void whatIsSaidWithoutAnIssuerIsRefused(String key, String value) throws Exception {
    assertThat(Written.yaml(folder, "console.openid." + key + ": " + value).problems())
        .containsExactly(
            "postern.yaml:1: console.openid."
                + key
                + ": goes with console.openid.issuer, which is missing");
  }

  @Test
  void whereTheIssuerIsNoneNothingElseIsComplainedOf() {
    assertThat(
            whole()
                .variable(ISSUER, "x y")
                .variable(SECRET, "s")
                .variable(TENANTS, "acme")
                .problems())
        .containsExactly(ISSUER + ": a URL is wanted");
  }

  @Test
  void aClientIdWithoutALetterIsRefused() throws Exception {
    assertThat(whole().variable(CLIENT, "  ").problems())
        .containsExactly(CLIENT + ": a client id is wanted");
  }

  @Test
  void aClientIdThatIsTooLongIsRefused() throws Exception {
    assertThat(chosen(whole().variable(CLIENT, "c".repeat(512))).client().id()).hasSize(512);
    assertThat(whole().variable(CLIENT, "c".repeat(513)).problems())
        .containsExactly(CLIENT + ": a client id is wanted");
  }

  @Test
  void aClientIdWithOtherLettersIsRefused() {
    assertThat(whole().variable(CLIENT, "caf\u00e9").problems())
        .containsExactly(CLIENT + ": a client id is wanted");
  }

  @Test
  void aSecretThatIsEmptyIsRefused() throws Exception {
    Path file = Files.writeString(folder.resolve("secret"), "\n");
    assertThat(whole().variable(SECRET + "_FILE", file.toString()).problems())
        .containsExactly(SECRET + "_FILE: 1 to 512 printable characters are wanted");
  }

  @Test
  void aSecretThatIsTooLongIsRefused() throws Exception {
    assertThat(chosen(whole().variable(SECRET, "s".repeat(512))).client().revealSecret())
        .contains("s".repeat(512));
    assertThat(whole().variable(SECRET, "s".repeat(513)).problems())
        .containsExactly(SECRET + ": 1 to 512 printable characters are wanted");
  }

  @Test
  void aSecretInAFileThatIsNotThereIsRefused() {
    assertThat(whole().variable(SECRET + "_FILE", folder.resolve("none").toString()).problems())
        .containsExactly(SECRET + "_FILE: the file cannot be read");
  }

  @Test
  void aSecretWithALineBreakIsRefusedAndNotSaid() {
    assertThat(whole().variable(SECRET, "hush\nhush").problems())
        .containsExactly(SECRET + ": 1 to 512 printable characters are wanted");
  }

  @Test
  void scopesWithoutOpenidAreRefused() {
    assertThat(whole().variable(SCOPES, "profile,email").problems())
        .containsExactly(SCOPES + ": scopes are wanted, and openid among them");
  }

  @Test
  void aScopeThatIsNoneIsRefused() {
    for (String scope : List.of("a b", "a\"b", "a\\b", "", "x".repeat(101))) {
      assertThat(whole().variable(SCOPES, "openid," + scope).problems())
          .as(scope)
          .containsExactly(SCOPES + ": scopes are wanted, and openid among them");
    }
  }

  @Test
  void tooManyScopesAreRefused() throws Exception {
    assertThat(chosen(whole().variable(SCOPES, "openid," + repeated("s#", 99))).scopes())
        .hasSize(100);
    assertThat(whole().variable(SCOPES, "openid," + repeated("s#", 100)).problems())
        .containsExactly(SCOPES + ": scopes are wanted, and openid among them");
  }

  @Test
  void aClaimWithoutANameIsRefused() throws Exception {
    assertThat(whole().file(folder, "console.openid.roles-claim: ''").problems())
        .containsExactly(
            "postern.yaml:1: console.openid.roles-claim: the name of a claim is wanted");
  }

  @Test
  void aClaimWhoseNameIsTooLongIsRefused() {
    assertThat(whole().variable(CLAIM, "c".repeat(513)).problems())
        .containsExactly(CLAIM + ": the name of a claim is wanted");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "staff",
        "staff=",
        "staff=owner",
        "staff=Admin",
        "=admin",
        " =viewer",
        "staff=admin,",
        "staff=admin=",
        "staff=admin https://files.example.com"
      })
  void aRoleThatIsNoneIsRefused(String role) {
    assertThat(whole().variable(ROLES, role).problems())
        .containsExactly(ROLES + ": " + WANTED_ROLES);
  }

  @Test
  void aValueThatIsTooLongIsRefused() throws Exception {
    String longest = "v".repeat(256);
    assertThat(roles(whole().variable(ROLES, longest + "=admin")))
        .containsExactly(longest + "|ADMIN|everything");
    assertThat(whole().variable(ROLES, longest + "v=admin").problems())
        .containsExactly(ROLES + ": " + WANTED_ROLES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "staff=admin only",
        "staff=admin only ",
        "staff=admin only files",
        "staff=admin only /admin/v1",
        "staff=admin only https://files.example.com#a",
        "staff=admin only https://files.example.com|https://mail.example.com",
        "staff=admin only api_\u00e4",
        "staff=admin Only https://files.example.com",
        "staff=only https://files.example.com",
        "staff=admin only\thttps://files.example.com"
      })
  void aLimitToWhatCannotBeAnApiIsRefused(String role) {
    assertThat(whole().variable(ROLES, role).problems())
        .containsExactly(ROLES + ": " + WANTED_ROLES);
  }

  @Test
  void aLimitToTooManyApisIsRefused() throws Exception {
    String most = "a=admin only " + repeated("api_#", 100).replace(',', ' ');
    assertThat(chosen(whole().variable(ROLES, most)).roles().getFirst().only().orElseThrow())
        .hasSize(100);
    assertThat(whole().variable(ROLES, most + " api_x").problems())
        .containsExactly(ROLES + ": " + WANTED_ROLES);
  }

  @Test
  void tooManyApisInAllAreRefused() throws Exception {
    String each = "r=viewer only " + repeated("api_#", 100).replace(',', ' ');
    assertThat(chosen(whole().variable(ROLES, repeated(each, 10))).roles()).hasSize(10);
    assertThat(whole().variable(ROLES, repeated(each, 10) + ",s=admin only api_x").problems())
        .containsExactly(ROLES + ": roles name at most 1,000 APIs in all");
  }

  @Test
  void tooManyRolesAreRefused() throws Exception {
    assertThat(chosen(whole().variable(ROLES, repeated("r#=viewer", 100))).roles()).hasSize(100);
    assertThat(whole().variable(ROLES, repeated("r#=viewer", 101)).problems())
        .containsExactly(ROLES + ": 1 to 100 roles are wanted, as platform-admins=admin");
  }

  @Test
  void aListWithoutRolesIsRefused() throws Exception {
    assertThat(
            Written.nothing()
                .variable(ISSUER, "https://a.b")
                .variable(CLIENT, "c")
                .file(folder, "console.openid.roles: []")
                .problems())
        .containsExactly("postern.yaml:1: console.openid.roles: " + WANTED_ROLES);
  }

  @Test
  void valuesAndIdentifiersMayHaveTheSignsOfTheList() throws Exception {
    assertThat(
            roles(
                whole()
                    .variable(
                        ROLES,
                        "a=b=admin, cn=x;ou=y = viewer,"
                            + " a=admin only=viewer only urn:a,"
                            + " f=admin  only  https://f.example.com/?a=viewer&b=admin  urn:a:b@c;d,"
                            + " two words=admin only api_1")))
        .containsExactly(
            "a=b|ADMIN|everything",
            "cn=x;ou=y|VIEWER|everything",
            "a=admin only|VIEWER|urn:a",
            "f|ADMIN|https://f.example.com/?a=viewer&b=admin urn:a:b@c;d",
            "two words|ADMIN|api_1");
  }

  @Test
  void aTenantThatIsNoneIsRefused() {
    for (String name : List.of("Acme", "a b", "-a", "default,", "x".repeat(64))) {
      assertThat(whole().variable(TENANTS, name).problems())
          .as(name)
          .containsExactly(TENANTS + ": names of tenants are wanted");
    }
  }

  @Test
  void tooManyTenantsAreRefused() throws Exception {
    assertThat(chosen(whole().variable(TENANTS, repeated("t#", 100))).tenants()).hasSize(100);
    assertThat(whole().variable(TENANTS, repeated("t#", 101)).problems())
        .containsExactly(TENANTS + ": 1 to 100 tenants are wanted");
  }
}
