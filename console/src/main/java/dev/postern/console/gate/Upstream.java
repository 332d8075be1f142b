package dev.postern.console.gate;

/**
 * The endpoints of one tenant, as anybody can call them, without a network in between. There is no
 * other way from the console to the server, so it can do nothing that they do not allow.
 */
@FunctionalInterface
public interface Upstream {

  /**
   * Calls one endpoint.
   *
   * @param call what is asked
   * @param from for whom: his address is what the audit log will say
   */
  Answer call(Call call, Asked.From from);
}
