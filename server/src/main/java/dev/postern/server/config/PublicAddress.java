package dev.postern.server.config;

import dev.postern.protocol.Issuer;
import dev.postern.store.IssuerPath;
import dev.postern.store.TenantName;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Where the world reaches this server, and so who each tenant is. It comes from configuration and
 * from how the tenants were founded: no header of a request changes an issuer.
 *
 * <p>The tenant {@code default} answers at the public URL. Any other has a host of its own below
 * the hub's domain, unless it was given a path: then it shares the public URL's host.
 */
public final class PublicAddress {

  /** The hub's domain unless another is chosen. */
  public static final String LOCAL_HUB = "hub.localhost";

  /** The address that is {@code localhost}, too. */
  static final String LOOPBACK = "127.0.0.1";

  private final URI publicUrl;
  private final String hubDomain;

  /** The path of the public URL, which is the tenant {@code default}'s. */
  private final Optional<IssuerPath> ownPath;

  private final Function<TenantName, Optional<IssuerPath>> paths;

  private final Consoles consoles;

  /** Where the consoles are. */
  private sealed interface Consoles {
    /** At the same hosts as the endpoints. */
    record Beside() implements Consoles {}

    /** At hosts of their own. */
    record Apart(PublicAddress address) implements Consoles {}

    /** Nowhere. */
    record None() implements Consoles {}
  }

  /** The issuers of the tenants that there are; a token request does not parse a URL. */
  private final Map<TenantName, Issuer> issuers = new ConcurrentHashMap<>();

  /**
   * An address at which no tenant but {@code default} has a path; {@link IllegalArgumentException}
   * where the URL is none that this can be.
   *
   * @param publicUrl the tenant {@code default}: scheme, host and port, and a path if need be, as
   *     {@link IssuerPath} has it
   * @param hubDomain the domain below which other tenants have their hosts
   */
  public PublicAddress(URI publicUrl, String hubDomain) {
    this(publicUrl, hubDomain, tenant -> Optional.empty(), new Consoles.Beside());
  }

  private PublicAddress(
      URI publicUrl,
      String hubDomain,
      Function<TenantName, Optional<IssuerPath>> paths,
      Consoles consoles) {
    if (!usable(publicUrl)) {
      throw new IllegalArgumentException(
          "the public URL is http or https, a host, and a port and a path if need be");
    }
    this.publicUrl = URI.create(publicUrl.toString().toLowerCase(Locale.ROOT));
    this.hubDomain = hubDomain.toLowerCase(Locale.ROOT);
    this.ownPath = IssuerPath.parse(publicUrl.getRawPath());
    this.paths = paths;
    this.consoles = consoles;
  }

  /** The same address, where tenants that there are have these paths, which never change. */
  public PublicAddress with(Function<TenantName, Optional<IssuerPath>> tenants) {
    Consoles moved =
        consoles instanceof Consoles.Apart apart
            ? new Consoles.Apart(apart.address().with(tenants))
            : consoles;
    return new PublicAddress(publicUrl, hubDomain, tenants, moved);
  }

  /**
   * The same address, where the consoles have one of their own: that of the tenant {@code default}
   * at {@code url}, those of others at hosts below {@code domain}. A tenant with a path has the
   * same path there.
   */
  public PublicAddress withConsolesAt(URI url, String domain) {
    Consoles apart = new Consoles.Apart(new PublicAddress(url, domain).with(paths));
    return new PublicAddress(publicUrl, hubDomain, paths, apart);
  }

  /** The same address without any console. */
  public PublicAddress withoutConsoles() {
    return new PublicAddress(publicUrl, hubDomain, paths, new Consoles.None());
  }

  /**
   * Refuses with {@link InvalidConfig} where the tenant {@code default} and one of {@code others}
   * could not be told apart: the public URL may be another at every start, their paths stay.
   */
  public void checkBeside(List<IssuerPath> others) {
    new Checks()
        .that(
            ownPath.isEmpty() || others.stream().noneMatch(ownPath.get()::overlaps),
            "a tenant has a path already that is this one's, or above or below it",
            "http.public-url")
        .done();
  }

  /** The tenant {@code default}: scheme, host and port, and its path if it has one. */
  public URI publicUrl() {
    return publicUrl;
  }

  /** The domain below which other tenants have their hosts. */
  public String hubDomain() {
    return hubDomain;
  }

  /** Whether {@code url} is scheme, host and port, and behind it nothing or a path. */
  static boolean usable(URI url) {
    boolean http = "http".equalsIgnoreCase(url.getScheme());
    return (http || "https".equalsIgnoreCase(url.getScheme()))
        && url.getHost() != null
        && (url.getRawPath().isEmpty() || IssuerPath.parse(url.getRawPath()).isPresent())
        && url.getRawQuery() == null
        && url.getRawFragment() == null
        && url.getRawUserInfo() == null;
  }

  /**
   * The issuer of a tenant that there is: with the slash at its end, unless it has a path without
   * one.
   */
  public Issuer issuer(TenantName tenant) {
    return issuers.computeIfAbsent(tenant, name -> issuer(name, path(name)));
  }

  /** The issuer of a tenant, with the path that it was founded with, before it is there. */
  public Issuer issuer(TenantName tenant, Optional<IssuerPath> founded) {
    Optional<IssuerPath> path = tenant.equals(TenantName.DEFAULT) ? ownPath : founded;
    return new Issuer(path.map(own -> origin() + own.text()).orElseGet(() -> host(tenant) + "/"));
  }

  /** The path of a tenant that there is: it shares the public URL's host, and all lies below it. */
  public Optional<IssuerPath> path(TenantName tenant) {
    return tenant.equals(TenantName.DEFAULT) ? ownPath : paths.apply(tenant);
  }

  /** What every path of a tenant that there is starts with, without a slash at its end. */
  public String prefix(TenantName tenant) {
    return path(tenant).map(IssuerPath::prefix).orElse("");
  }

  /** The path that a tenant has whose issuer is {@code issuer}; empty where it cannot be one. */
  public Optional<IssuerPath> pathOf(String issuer) {
    return issuer.startsWith(origin())
        ? IssuerPath.parse(issuer.substring(origin().length()))
        : Optional.empty();
  }

  /**
   * Where the world reaches {@code path}, as a request to a tenant that there is names it. On
   * loopback that is by two names.
   */
  public List<String> urls(TenantName tenant, String path) {
    boolean shared = tenant.equals(TenantName.DEFAULT) || path(tenant).isPresent();
    String url = (shared ? origin() : host(tenant)) + path;
    String host = publicUrl.getHost();
    return shared && (host.equals(LOOPBACK) || host.equals("localhost"))
        ? List.of(
            url,
            publicUrl.getScheme()
                + "://"
                + (host.equals(LOOPBACK) ? "localhost" : LOOPBACK)
                + port()
                + path)
        : List.of(url);
  }

  /** Scheme, host and port that a tenant without a path has to itself. */
  private String host(TenantName tenant) {
    return tenant.equals(TenantName.DEFAULT)
        ? origin()
        : publicUrl.getScheme() + "://" + tenant + "." + hubDomain + port();
  }

  /**
   * The address that the consoles have to themselves; empty where they are beside the endpoints.
   */
  public Optional<PublicAddress> ownConsoles() {
    return consoles instanceof Consoles.Apart apart
        ? Optional.of(apart.address())
        : Optional.empty();
  }

  /**
   * The address whose hosts are those of the consoles' pages: what passkeys are bound to. Where
   * there is no console it is this one.
   */
  public PublicAddress consoles() {
    return ownConsoles().orElse(this);
  }

  /**
   * Where a browser finds the console of a tenant that there is, or empty where there is none. By a
   * name, since passkeys are bound to names: {@code localhost}, and no address.
   */
  public Optional<String> console(TenantName tenant) {
    return switch (consoles) {
      case Consoles.None _ -> Optional.empty();
      case Consoles.Beside _ -> Optional.of(page(this, tenant));
      case Consoles.Apart(PublicAddress own) -> Optional.of(page(own, tenant));
    };
  }

  private static String page(PublicAddress at, TenantName tenant) {
    return at.issuer(tenant)
        .below("console")
        .replaceFirst("^(https?://)127\\.0\\.0\\.1(?=[:/])", "$1localhost");
  }

  /** Scheme, host and port of the public URL. */
  public String origin() {
    return publicUrl.getScheme() + "://" + publicUrl.getRawAuthority();
  }

  private String port() {
    return publicUrl.getPort() < 0 ? "" : ":" + publicUrl.getPort();
  }

  /**
   * The tenant that {@code host} (a {@code Host} header's value in lower case) means, or empty; the
   * public URL's host, whichever tenants share it, means {@code default}. On loopback {@code
   * localhost} stands for {@code 127.0.0.1}.
   */
  public Optional<TenantName> tenant(String host) {
    String wanted = withoutUsualPort(host);
    String own = withoutUsualPort(publicUrl.getRawAuthority());
    if (wanted.equals(own) || loopback(wanted).equals(loopback(own))) {
      return Optional.of(TenantName.DEFAULT);
    }
    String end = withoutUsualPort("." + hubDomain + port());
    if (wanted.endsWith(end)) {
      return TenantName.parse(wanted.substring(0, wanted.length() - end.length()))
          .filter(name -> !name.equals(TenantName.DEFAULT));
    }
    return Optional.empty();
  }

  private String withoutUsualPort(String authority) {
    String usual = "https".equals(publicUrl.getScheme()) ? ":443" : ":80";
    return authority.endsWith(usual)
        ? authority.substring(0, authority.length() - usual.length())
        : authority;
  }

  private static String loopback(String authority) {
    return authority.equals("localhost") || authority.startsWith("localhost:")
        ? LOOPBACK + authority.substring("localhost".length())
        : authority;
  }

  /**
   * Whether passkeys can be bound to a host (W3C Web Authentication section 5.1.3: to a domain): it
   * is a name, or an address that stands for one here.
   */
  public static boolean nameable(String host) {
    return host.equals(LOOPBACK) || !literal(host);
  }

  private static boolean literal(String host) {
    try {
      // A URL has IPv6 in brackets, and perhaps with an interface that is another machine's.
      return host.startsWith("[") || InetAddress.ofLiteral(host) != null;
    } catch (IllegalArgumentException name) {
      return false;
    }
  }

  /** The name of a host where passkeys are bound to one: {@code localhost} for its address. */
  public static String named(String host) {
    return host.equals(LOOPBACK) ? "localhost" : host;
  }
}
