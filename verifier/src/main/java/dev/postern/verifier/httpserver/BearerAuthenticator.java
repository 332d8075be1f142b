package dev.postern.verifier.httpserver;

import com.sun.net.httpserver.Authenticator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.mtls.ClientCertificate;
import dev.postern.verifier.IncomingRequest;
import dev.postern.verifier.TokenRefused;
import dev.postern.verifier.Verifier;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Lets an exchange pass only with a token that permits it, bound ones only with their proof or on a
 * TLS connection with their certificate; {@link BearerPrincipal#token} then has the token. An
 * authenticator and no filter, because attributes of an exchange are those of its whole context and
 * one request would see another's.
 */
public final class BearerAuthenticator extends Authenticator {

  private final Verifier verifier;
  private final Function<HttpExchange, Scopes> needed;

  /**
   * An authenticator.
   *
   * @param needed which scopes an exchange needs; it is not called without a token that stands
   */
  public BearerAuthenticator(Verifier verifier, Function<HttpExchange, Scopes> needed) {
    this.verifier = verifier;
    this.needed = needed;
  }

  /** An authenticator of a context where every exchange needs the same scopes. */
  public BearerAuthenticator(Verifier verifier, String... scopes) {
    this(verifier, always(Scopes.of(scopes)));
  }

  private static Function<HttpExchange, Scopes> always(Scopes scopes) {
    return exchange -> scopes;
  }

  @Override
  public Result authenticate(HttpExchange exchange) {
    try {
      return new Success(
          new BearerPrincipal(verifier.verify(asked(exchange)).require(needed.apply(exchange))));
    } catch (TokenRefused e) {
      e.headers().forEach(exchange.getResponseHeaders()::set);
      return new Failure(e.status());
    }
  }

  private static IncomingRequest asked(HttpExchange exchange) {
    String path = exchange.getRequestURI().getRawPath();
    return new IncomingRequest(
        exchange.getRequestMethod(),
        path == null ? "" : path,
        exchange.getRequestHeaders().getOrDefault("Authorization", List.of()),
        exchange.getRequestHeaders().getOrDefault("DPoP", List.of()),
        certificate(exchange));
  }

  private static Optional<ClientCertificate> certificate(HttpExchange exchange) {
    return exchange instanceof HttpsExchange secure
        ? ClientCertificate.of(secure.getSSLSession())
        : Optional.empty();
  }
}
