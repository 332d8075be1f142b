package dev.postern.server.config;

import dev.postern.protocol.Issuer;
import dev.postern.store.IssuerPath;
import dev.postern.store.TenantName;
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

  private final URI publicUrl;
  private final String hubDomain;

  /** The path of the public URL, which is the tenant {@code default}'s. */
  private final Optional<IssuerPath> ownPath;

  private final Function<TenantName, Optional<IssuerPath>> paths;

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
    this(publicUrl, hubDomain, tenant -> Optional.empty());
  }

  private PublicAddress(
      URI publicUrl, String hubDomain, Function<TenantName, Optional<IssuerPath>> paths) {
    if (!usable(publicUrl)) {
      throw new IllegalArgumentException(
          "the public URL is http or https, a host, and a port and a path if need be");
    }
    this.publicUrl = URI.create(publicUrl.toString().toLowerCase(Locale.ROOT));
    this.hubDomain = hubDomain.toLowerCase(Locale.ROOT);
    this.ownPath = IssuerPath.parse(publicUrl.getRawPath());
    this.paths = paths;
  }

  /** The same address, where tenants that there are have these paths, which never change. */
  public PublicAddress with(Function<TenantName, Optional<IssuerPath>> tenants) {
    return new PublicAddress(publicUrl, hubDomain, tenants);
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
    return shared && (host.equals("127.0.0.1") || host.equals("localhost"))
        ? List.of(
            url,
            publicUrl.getScheme()
                + "://"
                + (host.equals("localhost") ? "127.0.0.1" : "localhost")
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
        ? "127.0.0.1" + authority.substring("localhost".length())
        : authority;
  }
}
