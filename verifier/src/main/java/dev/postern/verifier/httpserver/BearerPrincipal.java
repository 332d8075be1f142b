package dev.postern.verifier.httpserver;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpPrincipal;
import dev.postern.protocol.token.AccessToken;

/** The caller of an exchange that {@link BearerAuthenticator} let pass: a token's client. */
public final class BearerPrincipal extends HttpPrincipal {

  private final AccessToken token;

  BearerPrincipal(AccessToken token) {
    super(token.clientId().text(), "api");
    this.token = token;
  }

  /** The token of an exchange that {@link BearerAuthenticator} let pass. */
  public static AccessToken token(HttpExchange exchange) {
    if (exchange.getPrincipal() instanceof BearerPrincipal principal) {
      return principal.token;
    }
    throw new IllegalStateException("the exchange's context has no BearerAuthenticator");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BearerPrincipal principal && token.equals(principal.token);
  }

  @Override
  public int hashCode() {
    return token.hashCode();
  }
}
