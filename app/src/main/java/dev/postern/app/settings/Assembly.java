package dev.postern.app.settings;

import static dev.postern.app.settings.Settings.BEHIND_PROXY;
import static dev.postern.app.settings.Settings.CLIENT_CERTIFICATES;
import static dev.postern.app.settings.Settings.CONNECTIONS;
import static dev.postern.app.settings.Settings.CONNECTIONS_PER_SOURCE;
import static dev.postern.app.settings.Settings.CONSOLE_ENABLED;
import static dev.postern.app.settings.Settings.CONSOLE_HOST;
import static dev.postern.app.settings.Settings.CONSOLE_PORT;
import static dev.postern.app.settings.Settings.CONSOLE_URL;
import static dev.postern.app.settings.Settings.CUTOFF;
import static dev.postern.app.settings.Settings.DATA;
import static dev.postern.app.settings.Settings.DPOP_NONCE;
import static dev.postern.app.settings.Settings.FEED_MEMORY;
import static dev.postern.app.settings.Settings.FEED_PER_CLIENT;
import static dev.postern.app.settings.Settings.FEED_SUBSCRIBERS;
import static dev.postern.app.settings.Settings.HTTP_HOST;
import static dev.postern.app.settings.Settings.HTTP_PORT;
import static dev.postern.app.settings.Settings.HUB_DOMAIN;
import static dev.postern.app.settings.Settings.JWKS_URI_ALLOWED_HOSTS;
import static dev.postern.app.settings.Settings.JWKS_URI_TRUSTED_CERTIFICATES;
import static dev.postern.app.settings.Settings.KEYS_PUBLISH;
import static dev.postern.app.settings.Settings.KEYS_ROTATE_EVERY;
import static dev.postern.app.settings.Settings.LOG_FORMAT;
import static dev.postern.app.settings.Settings.LOG_LEVEL;
import static dev.postern.app.settings.Settings.MANAGEMENT_HOST;
import static dev.postern.app.settings.Settings.MANAGEMENT_PORT;
import static dev.postern.app.settings.Settings.MASTER_KEY;
import static dev.postern.app.settings.Settings.OPENID_CLIENT_ID;
import static dev.postern.app.settings.Settings.OPENID_CLIENT_SECRET;
import static dev.postern.app.settings.Settings.OPENID_ISSUER;
import static dev.postern.app.settings.Settings.OPENID_NAME;
import static dev.postern.app.settings.Settings.OPENID_ROLES;
import static dev.postern.app.settings.Settings.OPENID_ROLES_CLAIM;
import static dev.postern.app.settings.Settings.OPENID_SCOPES;
import static dev.postern.app.settings.Settings.OPENID_TENANTS;
import static dev.postern.app.settings.Settings.OPENID_TRUSTED_CERTIFICATES;
import static dev.postern.app.settings.Settings.OPERATOR_ID;
import static dev.postern.app.settings.Settings.OPERATOR_SECRET;
import static dev.postern.app.settings.Settings.PEPPER;
import static dev.postern.app.settings.Settings.PUBLIC_URL;
import static dev.postern.app.settings.Settings.SHUTDOWN_GRACE;
import static dev.postern.app.settings.Settings.TLS_CERTIFICATE;
import static dev.postern.app.settings.Settings.TLS_KEY;
import static dev.postern.app.settings.Settings.TLS_OLDEST;
import static dev.postern.app.settings.Settings.TOKENS_PER_MINUTE;

import dev.postern.server.config.ConsoleConfig;
import dev.postern.server.config.DpopConfig;
import dev.postern.server.config.FeedConfig;
import dev.postern.server.config.HttpConfig;
import dev.postern.server.config.InvalidConfig;
import dev.postern.server.config.IssuingConfig;
import dev.postern.server.config.JwksUriConfig;
import dev.postern.server.config.KeysConfig;
import dev.postern.server.config.ManagementConfig;
import dev.postern.server.config.OpenIdConfig;
import dev.postern.server.config.Problem;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.config.ServerConfig;
import dev.postern.server.config.TlsFiles;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Makes records of what was gathered. A record that refuses does not keep the others from being
 * checked: its problems join those that are known, unless they only follow from one of them.
 */
final class Assembly {

  private final Gathered all;

  Assembly(Gathered all) {
    this.all = all;
  }

  /** The choice; empty where a record refused. */
  Optional<Chosen> chosen() {
    Optional<HttpConfig> http = built(this::http);
    Optional<ManagementConfig> management =
        built(
            () -> new ManagementConfig(all.require(MANAGEMENT_HOST), all.require(MANAGEMENT_PORT)));
    Optional<ConsoleConfig> console = built(this::console);
    Optional<IssuingConfig> issuing =
        built(() -> new IssuingConfig(all.require(CUTOFF), number(TOKENS_PER_MINUTE)));
    Optional<KeysConfig> keys =
        built(() -> new KeysConfig(all.require(KEYS_PUBLISH), all.require(KEYS_ROTATE_EVERY)));
    Optional<JwksUriConfig> jwksUri =
        built(() ->
            new JwksUriConfig(
                all.value(JWKS_URI_ALLOWED_HOSTS).orElse(Set.of()),
                all.value(JWKS_URI_TRUSTED_CERTIFICATES)));
    Optional<FeedConfig> feed =
        built(() ->
            new FeedConfig(
                all.require(FEED_SUBSCRIBERS),
                all.require(FEED_PER_CLIENT),
                all.require(FEED_MEMORY)));
    Optional<OpenIdConfig> openId = openId();
    Optional<OperatorChoice> operator = operator();
    // The whole is checked also where a part was refused: free ports stand in nobody's way.
    Optional<ServerConfig> server =
        built(() ->
            new ServerConfig(
                http.orElseGet(Assembly::anyHttp),
                management.orElseGet(
                    () -> new ManagementConfig(InetAddress.getLoopbackAddress(), 0)),
                // What is wrong with a console's place hangs on the whole of http.
                http.flatMap(_ -> console).orElse(ConsoleConfig.BESIDE),
                issuing.orElseGet(() -> new IssuingConfig(Duration.ZERO, OptionalInt.empty())),
                keys.orElseGet(() -> new KeysConfig(Duration.ZERO, Duration.ZERO)),
                jwksUri.orElse(JwksUriConfig.USUAL),
                feed.orElseGet(() -> new FeedConfig(2, 1, 1 << 20)),
                new DpopConfig(all.require(DPOP_NONCE)),
                openId,
                all.require(SHUTDOWN_GRACE)));
    return server.map(config ->
        new Chosen(
            config,
            all.require(DATA),
            new LogChoice(all.require(LOG_FORMAT), all.require(LOG_LEVEL)),
            all.value(MASTER_KEY),
            all.value(PEPPER),
            operator));
  }

  private HttpConfig http() {
    return new HttpConfig(
        all.require(HTTP_HOST),
        all.require(HTTP_PORT),
        tls(),
        all.value(BEHIND_PROXY).orElse(List.of()),
        all.value(PUBLIC_URL),
        all.require(HUB_DOMAIN),
        all.require(CONNECTIONS),
        all.require(CONNECTIONS_PER_SOURCE),
        all.require(CLIENT_CERTIFICATES));
  }

  private ConsoleConfig console() {
    if (all.chosen(CONSOLE_HOST.key())
        && !all.failed(CONSOLE_PORT.key())
        && all.given(CONSOLE_PORT).isEmpty()) {
      all.refuse(
          CONSOLE_HOST,
          all.label(CONSOLE_HOST.key()),
          "goes with " + CONSOLE_PORT.key() + ", which is missing");
    }
    return new ConsoleConfig(
        all.require(CONSOLE_ENABLED),
        all.require(CONSOLE_HOST),
        number(CONSOLE_PORT),
        all.value(CONSOLE_URL));
  }

  private static HttpConfig anyHttp() {
    return new HttpConfig(
        InetAddress.getLoopbackAddress(),
        0,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        PublicAddress.LOCAL_HUB,
        1,
        1);
  }

  private Optional<TlsFiles> tls() {
    if (together(TLS_CERTIFICATE, TLS_KEY)) {
      return Optional.of(
          new TlsFiles(
              all.require(TLS_CERTIFICATE), all.require(TLS_KEY), all.require(TLS_OLDEST)));
    }
    // Whoever thinks that he has shut out what is older is told that there is no TLS here at all.
    if (all.chosen(TLS_OLDEST.key())
        && !all.failed(TLS_CERTIFICATE.key())
        && !all.failed(TLS_KEY.key())) {
      all.refuse(
          TLS_OLDEST,
          all.label(TLS_OLDEST.key()),
          "goes with " + TLS_CERTIFICATE.key() + ", which is missing");
    }
    return Optional.empty();
  }

  private Optional<OperatorChoice> operator() {
    return together(OPERATOR_ID, OPERATOR_SECRET)
        ? Optional.of(new OperatorChoice(all.require(OPERATOR_ID), all.require(OPERATOR_SECRET)))
        : Optional.empty();
  }

  /** The provider; only a whole one counts. What was said beside one that is not there is told. */
  private Optional<OpenIdConfig> openId() {
    boolean client = together(OPENID_ISSUER, OPENID_CLIENT_ID);
    boolean roles = together(OPENID_ISSUER, OPENID_ROLES);
    for (Setting<?> beside :
        List.of(
            OPENID_NAME,
            OPENID_CLIENT_SECRET,
            OPENID_SCOPES,
            OPENID_ROLES_CLAIM,
            OPENID_TENANTS,
            OPENID_TRUSTED_CERTIFICATES)) {
      if (all.chosen(beside.key()) && all.given(OPENID_ISSUER).isEmpty()) {
        together(beside, OPENID_ISSUER);
      }
    }
    return client && roles
        ? built(() ->
            new OpenIdConfig(
                all.require(OPENID_ISSUER),
                all.value(OPENID_NAME),
                new OpenIdConfig.Client(
                    all.require(OPENID_CLIENT_ID), all.value(OPENID_CLIENT_SECRET)),
                all.require(OPENID_SCOPES),
                all.require(OPENID_ROLES_CLAIM),
                all.require(OPENID_ROLES),
                Set.copyOf(all.require(OPENID_TENANTS)),
                all.value(OPENID_TRUSTED_CERTIFICATES)))
        : Optional.empty();
  }

  /** Whether both are there; one alone is a problem, from which others are not to follow. */
  private boolean together(Setting<?> one, Setting<?> other) {
    boolean hasOne = all.given(one).isPresent();
    boolean hasOther = all.given(other).isPresent();
    if (hasOne != hasOther && !all.failed(one.key()) && !all.failed(other.key())) {
      Setting<?> there = hasOne ? one : other;
      Setting<?> missing = hasOne ? other : one;
      all.refuse(
          there, all.label(there.key()), "goes with " + missing.key() + ", which is missing");
      all.fail(missing);
    }
    return hasOne && hasOther;
  }

  private OptionalInt number(Setting<Integer> setting) {
    return all.value(setting).map(OptionalInt::of).orElseGet(OptionalInt::empty);
  }

  private <T> Optional<T> built(Supplier<T> record) {
    try {
      return Optional.of(record.get());
    } catch (InvalidConfig e) {
      e.problems().stream()
          .filter(problem -> problem.keys().stream().noneMatch(all::failed))
          .forEach(this::complain);
      return Optional.empty();
    }
  }

  private void complain(Problem problem) {
    String key = problem.keys().getFirst();
    List<String> others = new ArrayList<>();
    problem.keys().stream().skip(1).filter(all::chosen).map(all::label).forEach(others::add);
    String with = others.isEmpty() ? "" : " (with " + String.join(", ", others) + ")";
    all.complain(all.label(key), problem.text() + with);
  }
}
