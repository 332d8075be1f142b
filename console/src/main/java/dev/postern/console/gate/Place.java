package dev.postern.console.gate;

/**
 * Where a tenant's console is, and whose it is.
 *
 * @param tenant the tenant's name
 * @param issuer its issuer, below which are all endpoints
 * @param prefix what each path of the tenant starts with for a browser, without a slash at its end;
 *     empty where the tenant has a host of its own
 */
public record Place(String tenant, String issuer, String prefix) {

  /** The path of the console's page {@code path}, as a browser asks for it. */
  public String at(String path) {
    return prefix + "/console" + path;
  }

  /**
   * Whether an address, as it stands in a request, is one of the pages below the first of this
   * console. Browsers take two slashes, or a backslash, for the beginning of another host.
   */
  public boolean holds(String address) {
    String home = at("");
    return (address.startsWith(home + "/") || address.startsWith(home + "?"))
        && !address.contains("//")
        && !address.contains("\\");
  }
}
