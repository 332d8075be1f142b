package dev.postern.checks;

import com.sun.net.httpserver.Authenticator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.postern.client.TokenSource;
import dev.postern.protocol.http.HttpAnswer;
import dev.postern.protocol.token.AccessToken;
import dev.postern.verifier.Verifier;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The Java code of README.md: each method has a block of it for its body, and its variables. */
public interface ReadmeCode {

  /** What a block about bound tokens made. */
  record Sent(HttpResponse<String> answer, Map<String, String> headers) {}

  TokenSource tokens(String id, String secret, HttpRequest.Builder request) throws Exception;

  Sent send(TokenSource tokens, HttpRequest.Builder request, URI address) throws Exception;

  /** Says who calls, or why nobody may. */
  String verify(String authorizationHeader);

  @Nullable AccessToken servlet(
      ServletContext servletContext, HttpServletRequest request, Verifier verifier);

  void protect(HttpServer server, HttpHandler handler, Verifier verifier);

  AccessToken caller(HttpExchange exchange);

  Authenticator byMethod(Verifier verifier);

  void verifyBound(
      String issuer,
      String method,
      String path,
      List<String> authorizationHeaders,
      List<String> dpopHeaders)
      throws Exception;

  /** Answers what the API says of itself. */
  void describe(HttpServer server, String issuer);

  Verifier strict(String issuer) throws Exception;

  /** What the next API answers to a call in the name of whose token it is. */
  HttpAnswer exchanged(String callersToken, URI entries) throws Exception;

  /** Ends the verifier that the last block made. */
  void close();
}
