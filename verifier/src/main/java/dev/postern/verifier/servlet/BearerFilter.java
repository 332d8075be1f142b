package dev.postern.verifier.servlet;

import dev.postern.protocol.Scopes;
import dev.postern.protocol.mtls.ClientCertificate;
import dev.postern.verifier.ApiDescription;
import dev.postern.verifier.IncomingRequest;
import dev.postern.verifier.TokenRefused;
import dev.postern.verifier.Verifier;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Optional;
import java.util.function.Function;

/**
 * Lets a request pass only with a token that permits it; the {@link
 * dev.postern.protocol.token.AccessToken} is then the request's attribute {@value #TOKEN}.
 *
 * <p>What the API says of itself (RFC 9728) it answers without a token, where it is asked: a filter
 * that is not mapped to every path is mapped to {@code /.well-known/oauth-protected-resource} and
 * what is below that, too.
 */
public final class BearerFilter implements Filter {

  /** The request attribute that holds the token. */
  public static final String TOKEN = "dev.postern.AccessToken";

  /** Where the container puts what the client proved in TLS (Jakarta Servlet 3.10). */
  private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

  private final Verifier verifier;
  private final Function<HttpServletRequest, Scopes> needed;

  /**
   * A filter.
   *
   * @param needed which scopes a request needs; it is not called without a token that stands
   */
  public BearerFilter(Verifier verifier, Function<HttpServletRequest, Scopes> needed) {
    this.verifier = verifier;
    this.needed = needed;
  }

  /** A filter of requests that all need the same scopes. */
  public BearerFilter(Verifier verifier, String... scopes) {
    this(verifier, always(Scopes.of(scopes)));
  }

  private static Function<HttpServletRequest, Scopes> always(Scopes scopes) {
    return request -> scopes;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!(request instanceof HttpServletRequest asked)
        || !(response instanceof HttpServletResponse answer)) {
      throw new ServletException("bearer tokens come over HTTP only");
    }
    Optional<ApiDescription> described =
        verifier.description().filter(each -> each.at(asked.getRequestURI()));
    if (described.isPresent()) {
      describe(described.get(), asked.getMethod(), answer);
      return;
    }
    try {
      asked.setAttribute(TOKEN, verifier.verify(incoming(asked)).require(needed.apply(asked)));
    } catch (TokenRefused e) {
      e.headers().forEach(answer::setHeader);
      answer.setStatus(e.status());
      return;
    }
    chain.doFilter(asked, answer);
  }

  private static void describe(
      ApiDescription description, String method, HttpServletResponse answer) throws IOException {
    switch (method) {
      case "GET", "HEAD" -> {
        answer.setHeader("Content-Type", description.contentType());
        answer.setHeader("Cache-Control", description.caching());
        if (method.equals("GET")) {
          answer.getOutputStream().write(description.body());
        }
      }
      default -> {
        answer.setHeader("Allow", "GET, HEAD");
        answer.setStatus(405);
      }
    }
  }

  private static IncomingRequest incoming(HttpServletRequest asked) {
    return new IncomingRequest(
        asked.getMethod(),
        asked.getRequestURI(),
        Collections.list(asked.getHeaders("Authorization")),
        Collections.list(asked.getHeaders("DPoP")),
        certificate(asked));
  }

  /** The first is the client's own; those that it sent along prove nothing. */
  private static Optional<ClientCertificate> certificate(HttpServletRequest asked) {
    return asked.getAttribute(CERTIFICATES) instanceof X509Certificate[] chain && chain.length > 0
        ? Optional.of(ClientCertificate.of(chain[0]))
        : Optional.empty();
  }
}
