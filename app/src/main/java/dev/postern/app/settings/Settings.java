package dev.postern.app.settings;

import dev.postern.protocol.ClientId;
import dev.postern.server.clientauth.ClientSecret;
import dev.postern.server.config.AddressRange;
import dev.postern.server.config.ClientCertificates;
import dev.postern.server.config.DpopConfig;
import dev.postern.server.config.OpenIdRole;
import dev.postern.server.config.TlsVersion;
import dev.postern.store.TenantName;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The table of settings: the only place that knows them. Their order is that of the pages. */
public final class Settings {

  static final Setting<Path> DATA =
      Setting.of(
              "data.folder",
              Kind.PATH,
              "data",
              "The folder of the database and the keys; made on first start.")
          .withFlag("--data");

  static final Setting<Database> DATABASE =
      Setting.of(
              "database",
              Kind.one(
                  "sqlite",
                  "only sqlite, which keeps everything in the data folder, is there so far;"
                      + " PostgreSQL is to come",
                  Database::read),
              "sqlite",
              "Where everything is kept: `sqlite` is one file in the data folder. A URL of a"
                  + " PostgreSQL is to come.")
          .withFlag("--database");

  static final Setting<InetAddress> HTTP_HOST =
      Setting.of(
              "http.host",
              Kind.ADDRESS,
              "127.0.0.1",
              "The address to listen on. Any other than loopback wants `http.tls` or"
                  + " `http.behind-proxy`.")
          .withFlag("--host");

  static final Setting<Integer> HTTP_PORT =
      Setting.of("http.port", Kind.NUMBER, "8080", "The port, 0 for a free one.")
          .withFlag("--port");

  static final Setting<URI> PUBLIC_URL =
      Setting.of(
              "http.public-url",
              Kind.URL,
              "",
              "Where the world reaches this server: the issuer of the tenant `default`, with a slash"
                  + " behind it unless it has a path. Not given: where it listens.")
          .withFlag("--public-url");

  static final Setting<String> HUB_DOMAIN =
      Setting.of(
          "http.hub-domain",
          Kind.TEXT,
          "hub.localhost",
          "Below this domain every other tenant has its host, as `acme.hub.localhost`, unless it was"
              + " given a path of the public URL's host.");

  static final Setting<Path> TLS_CERTIFICATE =
      Setting.of(
              "http.tls.certificate",
              Kind.PATH,
              "",
              "A PEM file with certificate and chain; looked at every 10 seconds. Goes with"
                  + " `http.tls.key`.")
          .withFlag("--tls-certificate");

  static final Setting<Path> TLS_KEY =
      Setting.of(
              "http.tls.key",
              Kind.PATH,
              "",
              "A PEM file with the private key (PKCS #8, not encrypted); looked at every 10 seconds.")
          .withFlag("--tls-key");

  static final Setting<TlsVersion> TLS_OLDEST =
      Setting.of(
          "http.tls.oldest",
          Kind.one("1.2, 1.3", "1.2 or 1.3 is wanted", TlsVersion::parse),
          "1.2",
          "The oldest version of TLS that is spoken. Of 1.2 only the four suites with AES-GCM that"
              + " RFC 9325 recommends. Goes with `http.tls.certificate`.");

  static final Setting<List<AddressRange>> BEHIND_PROXY =
      Setting.of(
          "http.behind-proxy",
          Kind.NETWORKS,
          "",
          "The proxies that end TLS before this server. Forwarded headers are believed from them"
              + " alone.");

  static final Setting<ClientCertificates> CLIENT_CERTIFICATES =
      Setting.of(
          "http.client-certificates",
          Kind.choice(ClientCertificates.class),
          "none",
          "Where the certificates of clients come from (mutual TLS): `tls` asks each client in the"
              + " handshake; `proxy` believes the header `Client-Cert` of the proxies in"
              + " `http.behind-proxy`, which must take away what clients themselves send under"
              + " that name.");

  static final Setting<Integer> CONNECTIONS =
      Setting.of("http.connections", Kind.NUMBER, "20000", "Open connections in all.");

  static final Setting<Integer> CONNECTIONS_PER_SOURCE =
      Setting.of(
          "http.connections-per-source",
          Kind.NUMBER,
          "256",
          "Open connections from one IPv4 address or IPv6 /64 network; proxies are exempt.");

  static final Setting<InetAddress> MANAGEMENT_HOST =
      Setting.of(
          "management.host",
          Kind.ADDRESS,
          "127.0.0.1",
          "The address of health and metrics, always plain HTTP: keep it from strangers.");

  static final Setting<Integer> MANAGEMENT_PORT =
      Setting.of(
              "management.port",
              Kind.NUMBER,
              "9090",
              "The port of health and metrics, 0 for a free one.")
          .withFlag("--management-port");

  static final Setting<Boolean> CONSOLE_ENABLED =
      Setting.of(
          "console.enabled",
          Kind.TRUTH,
          "true",
          "Whether there is a console. If not, nobody can be invited to it either.");

  static final Setting<Integer> CONSOLE_PORT =
      Setting.of(
              "console.port",
              Kind.NUMBER,
              "",
              "A port for the console alone, 0 for a free one; the public one does not serve it"
                  + " then. Not given: it is beside the endpoints, unless `console.public-url` says"
                  + " otherwise.")
          .withFlag("--console-port");

  static final Setting<InetAddress> CONSOLE_HOST =
      Setting.of(
          "console.host",
          Kind.ADDRESS,
          "127.0.0.1",
          "The address of the console's own port. Any other than loopback wants `http.tls` or"
              + " `http.behind-proxy`, which count there too; any other than 127.0.0.1 a URL with"
              + " a name, `console.public-url` or `http.public-url`. Goes with `console.port`.");

  static final Setting<URI> CONSOLE_URL =
      Setting.of(
          "console.public-url",
          Kind.URL,
          "",
          "Where browsers find the console: `https://console.example.com`, that of the tenant `acme`"
              + " at `https://acme.console.example.com` unless it has a path. Nothing else is served"
              + " there, and no console elsewhere. Not given: the public URL's host, with"
              + " `console.port` if there is one, for which that host must be a name. Passkeys are"
              + " bound to its host: those that were made for another open nothing.");

  static final Setting<Duration> CUTOFF =
      Setting.of(
          "cutoff.issuing",
          Kind.TIME_SPAN,
          "1h",
          "How long tokens are still issued after the database was last read; at most 24h.");

  static final Setting<Integer> TOKENS_PER_MINUTE =
      Setting.of(
          "limits.tokens-per-minute",
          Kind.NUMBER,
          "",
          "How many tokens an app without a limit of its own may have in a minute. Not given: any"
              + " number.");

  static final Setting<Duration> KEYS_PUBLISH =
      Setting.of(
          "keys.publish",
          Kind.TIME_SPAN,
          "3h",
          "How long a new key is in the key set before it signs. It has to outlast every cache of a"
              + " key set, and with several nodes `cutoff.issuing` besides.");

  static final Setting<Duration> KEYS_ROTATE_EVERY =
      Setting.of(
          "keys.rotate-every",
          Kind.TIME_SPAN_OR_NEVER,
          "90d",
          "For how long a key signs until the next takes its place; `never`: until somebody asks"
              + " for it.");

  static final Setting<Set<String>> JWKS_URI_ALLOWED_HOSTS =
      Setting.of(
          "jwks-uri.allowed-hosts",
          Kind.HOSTS,
          "",
          "Hosts that the keys of apps (`jwks_uri`) are also fetched from where they are at private"
              + " or loopback addresses: exact names or addresses, `keys.internal:8443` with the"
              + " port where that is not 443. Over https all the same.");

  static final Setting<Path> JWKS_URI_TRUSTED_CERTIFICATES =
      Setting.of(
          "jwks-uri.trusted-certificates",
          Kind.PATH,
          "",
          "A PEM file with certificates of authorities that are trusted beside the platform's where"
              + " keys of apps are fetched; read at the start.");

  static final Setting<Integer> FEED_SUBSCRIBERS =
      Setting.of(
          "feed.subscribers",
          Kind.NUMBER,
          "10000",
          "Subscribers to the revocation feeds; half of the places are kept for known callers.");

  static final Setting<Integer> FEED_PER_CLIENT =
      Setting.of(
          "feed.per-client", Kind.NUMBER, "10", "Subscribers of one app, or from one address.");

  static final Setting<Long> FEED_MEMORY =
      Setting.of(
          "feed.memory",
          Kind.BYTES,
          "64MiB",
          "What may wait in memory for all subscribers together; who would pass it is let go.");

  static final Setting<DpopConfig.Nonce> DPOP_NONCE =
      Setting.of(
          "dpop.nonce",
          Kind.choice(DpopConfig.Nonce.class),
          "optional",
          "Whether DPoP proofs must carry a nonce of the server's; optional: one that is there is"
              + " checked.");

  static final Setting<URI> OPENID_ISSUER =
      Setting.of(
          "console.openid.issuer",
          Kind.URL,
          "",
          "The OpenID provider by which people sign in to the console: its issuer. There register"
              + " the console's address with `/openid` behind it, as"
              + " `https://postern.example.com/console/openid`, for redirection.");

  static final Setting<String> OPENID_NAME =
      Setting.of(
          "console.openid.name",
          Kind.TEXT,
          "",
          "What the sign-in page calls the provider, as in `Sign in with …`: 1 to 64 characters. Not"
              + " given: the issuer's host.");

  static final Setting<String> OPENID_CLIENT_ID =
      Setting.of(
          "console.openid.client-id",
          Kind.TEXT,
          "",
          "Who this server is there. Goes with `console.openid.issuer`.");

  static final Setting<String> OPENID_CLIENT_SECRET =
      Setting.of(
              "console.openid.client-secret",
              Kind.TEXT,
              "",
              "Its secret there. Not given: the provider has to do with PKCE alone.")
          .withheld();

  static final Setting<List<String>> OPENID_SCOPES =
      Setting.of(
          "console.openid.scopes",
          Kind.several("scopes", "scopes are wanted", Function.identity()),
          "openid,profile,email",
          "What the provider is asked for.");

  static final Setting<String> OPENID_ROLES_CLAIM =
      Setting.of(
          "console.openid.roles-claim",
          Kind.TEXT,
          "roles",
          "The claim of the ID token, or of what the provider's UserInfo says, that tells what"
              + " somebody is: a text or a list of them. Dots lead into objects, as in"
              + " `realm_access.roles`.");

  static final Setting<List<OpenIdRole>> OPENID_ROLES =
      Setting.of(
          "console.openid.roles",
          Kind.several(
              "roles",
              "roles are wanted, each as platform-admins=admin, everyone=viewer or"
                  + " files-team=admin only https://files.example.com",
              OpenIdRole::parse),
          "",
          "What the values of that claim mean, each as `platform-admins=admin` or"
              + " `everyone=viewer`; the first that somebody has counts, and who has none is not"
              + " let in. `files-team=admin only https://files.example.com api_01kb…` is limited to"
              + " these APIs, named by identifier or id with spaces between; those of their other"
              + " roles with the same word and `only` are added. Goes with"
              + " `console.openid.issuer`.");

  static final Setting<List<TenantName>> OPENID_TENANTS =
      Setting.of(
          "console.openid.tenants",
          Kind.several("tenants", "names of tenants are wanted", TenantName::new),
          "default",
          "The tenants whose people sign in by the provider, each with these roles.");

  static final Setting<Path> OPENID_TRUSTED_CERTIFICATES =
      Setting.of(
          "console.openid.trusted-certificates",
          Kind.PATH,
          "",
          "A PEM file with certificates of authorities that are trusted beside the platform's"
              + " where the provider is called; read at the start.");

  static final Setting<Duration> SHUTDOWN_GRACE =
      Setting.of(
          "shutdown.grace",
          Kind.TIME_SPAN,
          "15s",
          "How long requests under way may take when the server stops.");

  static final Setting<LogChoice.Format> LOG_FORMAT =
      Setting.of(
          "log.format",
          Kind.choice(LogChoice.Format.class),
          "auto",
          "How the log on standard error looks; auto: text on a terminal, else JSON.");

  static final Setting<LogChoice.Level> LOG_LEVEL =
      Setting.of(
          "log.level",
          Kind.choice(LogChoice.Level.class),
          "info",
          "The least important lines that are written.");

  static final Setting<KeyBytes> MASTER_KEY =
      Setting.of(
              "keys.master",
              Kind.one("32 bytes in base64url", KeyBytes.WANTED, KeyBytes::read),
              "",
              "The key that seals all other keys. Not given: `keys/master.key` in the data folder,"
                  + " made on first start.")
          .withheld();

  static final Setting<KeyBytes> PEPPER =
      Setting.of(
              "keys.pepper",
              Kind.one("32 bytes in base64url", KeyBytes.WANTED, KeyBytes::read),
              "",
              "The key that client secrets are hashed under. Not given: `keys/pepper.key` in the"
                  + " data folder, made on first start.")
          .withheld();

  static final Setting<ClientId> OPERATOR_ID =
      Setting.of(
          "operator.client-id",
          Kind.one(
              "client id",
              "1 to 128 letters, digits, dots, dashes, underscores and tildes are wanted",
              ClientId::new),
          "",
          "The first operator's client id; counts on first start alone. Goes with"
              + " `operator.client-secret`; then no `operator.json` is written.");

  static final Setting<ClientSecret> OPERATOR_SECRET =
      Setting.of(
              "operator.client-secret",
              Kind.one(
                  "client secret",
                  "a secret of the form that Postern makes is wanted: pst_ and 46 letters and"
                      + " digits, the last 6 of them a checksum",
                  text ->
                      ClientSecret.parse(text)
                          .orElseThrow(() -> new IllegalArgumentException("no secret of ours"))),
              "",
              "The first operator's secret; counts on first start alone.")
          .withheld();

  /** All of them. */
  public static final List<Setting<?>> ALL =
      List.of(
          DATA,
          DATABASE,
          HTTP_HOST,
          HTTP_PORT,
          PUBLIC_URL,
          HUB_DOMAIN,
          TLS_CERTIFICATE,
          TLS_KEY,
          TLS_OLDEST,
          BEHIND_PROXY,
          CLIENT_CERTIFICATES,
          CONNECTIONS,
          CONNECTIONS_PER_SOURCE,
          MANAGEMENT_HOST,
          MANAGEMENT_PORT,
          CONSOLE_ENABLED,
          CONSOLE_PORT,
          CONSOLE_HOST,
          CONSOLE_URL,
          CUTOFF,
          TOKENS_PER_MINUTE,
          KEYS_PUBLISH,
          KEYS_ROTATE_EVERY,
          JWKS_URI_ALLOWED_HOSTS,
          JWKS_URI_TRUSTED_CERTIFICATES,
          FEED_SUBSCRIBERS,
          FEED_PER_CLIENT,
          FEED_MEMORY,
          DPOP_NONCE,
          OPENID_ISSUER,
          OPENID_NAME,
          OPENID_CLIENT_ID,
          OPENID_CLIENT_SECRET,
          OPENID_SCOPES,
          OPENID_ROLES_CLAIM,
          OPENID_ROLES,
          OPENID_TENANTS,
          OPENID_TRUSTED_CERTIFICATES,
          SHUTDOWN_GRACE,
          LOG_FORMAT,
          LOG_LEVEL,
          MASTER_KEY,
          PEPPER,
          OPERATOR_ID,
          OPERATOR_SECRET);

  private Settings() {}

  /** The setting of that key. */
  static Optional<Setting<?>> find(String key) {
    for (Setting<?> setting : ALL) {
      if (setting.key().equals(key)) {
        return Optional.of(setting);
      }
    }
    return Optional.empty();
  }
}
