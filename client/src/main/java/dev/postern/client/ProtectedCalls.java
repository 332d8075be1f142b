package dev.postern.client;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Calls of one API through the JDK's {@link HttpClient}: each gets a token, and is made once more
 * with a new one if the API refuses the first as invalid (401 {@code invalid_token}).
 */
public final class ProtectedCalls {

  private final TokenSource tokens;
  private final HttpClient http;

  /**
   * Calls by {@code http} with tokens of {@code tokens}.
   *
   * @throws IllegalArgumentException where {@code http} follows redirects: it would take the token
   *     to whomever the API names
   */
  public ProtectedCalls(TokenSource tokens, HttpClient http) {
    if (http.followRedirects() != Redirect.NEVER) {
      throw new IllegalArgumentException("calls with a token must not follow redirects");
    }
    this.tokens = tokens;
    this.http = http;
  }

  /**
   * Makes the call.
   *
   * @param request without {@code Authorization}; give it a time-out. It is not changed, and its
   *     body must be one that can be sent twice, as those of the JDK are
   * @return the answer, whatever its status
   * @throws TokenUnavailable where there is no token
   * @throws IOException where the API gives no answer, or its address is plain http and not on this
   *     machine
   */
  public <T> HttpResponse<T> send(HttpRequest.Builder request, BodyHandler<T> body)
      throws TokenUnavailable, IOException, InterruptedException {
    IssuedToken token = tokens.token();
    AtomicBoolean again = new AtomicBoolean();
    HttpResponse<T> answer =
        http.send(
            with(token, request),
            head -> {
              String challenge = String.join(", ", head.headers().allValues("WWW-Authenticate"));
              if (Challenge.refusesToken(head.statusCode(), challenge) && tokens.refused(token)) {
                again.set(true);
                return BodySubscribers.replacing(null);
              }
              return body.apply(head);
            });
    return again.get() ? http.send(with(tokens.token(), request), body) : answer;
  }

  private static HttpRequest with(IssuedToken token, HttpRequest.Builder request)
      throws IOException {
    HttpRequest call = request.copy().setHeader("Authorization", token.authorization()).build();
    if (!PosternClient.guarded(call.uri())) {
      throw new IOException("plain http is for loopback addresses only");
    }
    return call;
  }
}
