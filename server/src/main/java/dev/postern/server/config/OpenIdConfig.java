package dev.postern.server.config;

import dev.postern.store.TenantName;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The OpenID provider by which people sign in to the console, and what they may do there.
 *
 * @param issuer who it is: {@code https}, on loopback also {@code http}
 * @param name what people know it by; empty: by its host
 * @param client who this server is there
 * @param scopes what it is asked for; {@code openid} among them
 * @param rolesClaim the claim that says what somebody is; dots lead into objects
 * @param roles what its values mean; the first that somebody has counts, and where it is limited to
 *     APIs, those of the others of its kind that are limited are added
 * @param tenants whose people sign in by it
 * @param trustedCertificates a PEM file with certificates of authorities that are trusted beside
 *     the platform's
 */
public record OpenIdConfig(
    URI issuer,
    Optional<String> name,
    Client client,
    List<String> scopes,
    String rolesClaim,
    List<OpenIdRole> roles,
    Set<TenantName> tenants,
    Optional<Path> trustedCertificates) {

  /** A prefix of the settings. */
  private static final String OPENID = "console.openid.";

  private static final int LONGEST = 512;
  private static final int LONGEST_NAME = 64;
  private static final int MOST = 100;
  private static final int MOST_APIS = 1_000;
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]", "localhost");

  /** Who this server is at the provider; with the secret, which it never shows. */
  public static final class Client {

    private final String id;
    private final Optional<String> secret;

    /**
     * A client.
     *
     * @param id its id
     * @param secret its secret, or empty where the provider wants PKCE alone
     */
    public Client(String id, Optional<String> secret) {
      this.id = id;
      this.secret = secret;
    }

    /** The client id. */
    public String id() {
      return id;
    }

    /** The secret itself. */
    public Optional<String> revealSecret() {
      return secret;
    }

    @Override
    public String toString() {
      return "Client[" + id + "]";
    }
  }

  /** Refuses what cannot work. */
  public OpenIdConfig {
    scopes = List.copyOf(scopes);
    roles = List.copyOf(roles);
    tenants = Set.copyOf(tenants);
    new Checks()
        .that(
            secure(issuer)
                && issuer.getRawQuery() == null
                && issuer.getRawFragment() == null
                && issuer.getRawUserInfo() == null
                && issuer.toString().length() <= LONGEST,
            "the issuer of an OpenID provider is wanted: https, a host and a path if need be",
            OPENID + "issuer")
        .that(
            !issuer.toString().matches(".*/\\.well-known/openid-configuration/?"),
            "the issuer itself is wanted, without /.well-known/openid-configuration behind it",
            OPENID + "issuer")
        .that(
            name.map(OpenIdConfig::legible).orElse(true),
            "1 to 64 characters are wanted",
            OPENID + "name")
        .that(printable(client.id()), "a client id is wanted", OPENID + "client-id")
        .that(
            client.revealSecret().map(OpenIdConfig::printable).orElse(true),
            "1 to 512 printable characters are wanted",
            OPENID + "client-secret")
        .that(
            scopes.contains("openid")
                && scopes.size() <= MOST
                && scopes.stream().allMatch(scope -> scope.matches("[!#-\\[\\]-~]{1,100}")),
            "scopes are wanted, and openid among them",
            OPENID + "scopes")
        .that(printable(rolesClaim), "the name of a claim is wanted", OPENID + "roles-claim")
        .that(
            !roles.isEmpty() && roles.size() <= MOST,
            "1 to 100 roles are wanted, as platform-admins=admin",
            OPENID + "roles")
        .that(
            roles.stream().flatMap(role -> role.only().stream()).mapToInt(List::size).sum()
                <= MOST_APIS,
            "roles name at most 1,000 APIs in all",
            OPENID + "roles")
        .that(
            !tenants.isEmpty() && tenants.size() <= MOST,
            "1 to 100 tenants are wanted",
            OPENID + "tenants")
        .done();
  }

  private static boolean secure(URI issuer) {
    return issuer.getHost() != null
        && ("https".equals(issuer.getScheme())
            || ("http".equals(issuer.getScheme()) && LOOPBACK.contains(issuer.getHost())));
  }

  /** What people know it by: its name, or else its host. */
  public String shown() {
    return name.orElse(issuer.getHost());
  }

  private static boolean legible(String name) {
    return !name.isBlank()
        && name.length() <= LONGEST_NAME
        && name.codePoints().noneMatch(Character::isISOControl);
  }

  private static boolean printable(String text) {
    return text.matches("[ -~]{1,512}") && !text.isBlank();
  }
}
