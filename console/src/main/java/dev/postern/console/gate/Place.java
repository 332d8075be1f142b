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
}
