package dev.postern.server.config;

import dev.postern.protocol.Issuer;
import dev.postern.store.TenantName;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where the world reaches this server, and so who each tenant is. It comes from configuration
 * alone: no header of a request changes an issuer.
 */
public final class PublicAddress {

  /** The hub's domain unless another is chosen. */
  public static final String LOCAL_HUB = "hub.localhost";

  private final URI publicUrl;
  private final String hubDomain;

  /** The issuers of the tenants that there are; a token request does not parse a URL. */
  private final Map<TenantName, Issuer> issuers = new ConcurrentHashMap<>();

  /**
   * Refuses what is no plain origin.
   *
   * @param publicUrl the tenant {@code default}: scheme, host and port, no path, no slash at the
   *     end
   * @param hubDomain the domain below which every other tenant has its host
   */
  public PublicAddress(URI publicUrl, String hubDomain) {
    if (!origin(publicUrl)) {
      throw new IllegalArgumentException(
          "the public URL is http or https, a host, and a port if need be, without path or query");
    }
    this.publicUrl = URI.create(publicUrl.toString().toLowerCase(Locale.ROOT));
    this.hubDomain = hubDomain.toLowerCase(Locale.ROOT);
  }

  /** The tenant {@code default}: scheme, host and port. */
  public URI publicUrl() {
    return publicUrl;
  }

  /** The domain below which every other tenant has its host. */
  public String hubDomain() {
    return hubDomain;
  }

  /** Whether {@code url} is scheme, host and port alone. */
  static boolean origin(URI url) {
    boolean http = "http".equalsIgnoreCase(url.getScheme());
    return (http || "https".equalsIgnoreCase(url.getScheme()))
        && url.getHost() != null
        && url.getRawPath().isEmpty()
        && url.getRawQuery() == null
        && url.getRawFragment() == null
        && url.getRawUserInfo() == null;
  }

  /** The issuer of a tenant that there is, with the slash at its end. */
  public Issuer issuer(TenantName tenant) {
    return issuers.computeIfAbsent(tenant, this::issuerOf);
  }

  /**
   * Where the world reaches {@code path}, which starts with a slash, at a tenant that there is. On
   * loopback that is by two names.
   */
  public List<String> urls(TenantName tenant, String path) {
    String url = issuer(tenant).below(path.substring(1));
    if (!tenant.equals(TenantName.DEFAULT)) {
      return List.of(url);
    }
    String host = publicUrl.getHost();
    return switch (host) {
      case "127.0.0.1", "localhost" -> {
        String other = host.equals("localhost") ? "127.0.0.1" : "localhost";
        yield List.of(url, publicUrl.getScheme() + "://" + other + port() + path);
      }
      default -> List.of(url);
    };
  }

  private Issuer issuerOf(TenantName tenant) {
    if (tenant.equals(TenantName.DEFAULT)) {
      return new Issuer(publicUrl + "/");
    }
    return new Issuer(publicUrl.getScheme() + "://" + tenant + "." + hubDomain + port() + "/");
  }

  private String port() {
    return publicUrl.getPort() < 0 ? "" : ":" + publicUrl.getPort();
  }

  /**
   * The tenant that {@code host} (a {@code Host} header's value in lower case) means, or empty. On
   * loopback {@code localhost} stands for {@code 127.0.0.1}.
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
