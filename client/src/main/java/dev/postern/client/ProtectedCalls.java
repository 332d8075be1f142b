package dev.postern.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.util.List;

/**
 * Calls of one API through the JDK's {@link HttpClient}: each gets a token, and is made once more
 * with a new one if the API refuses the first as invalid (401 {@code invalid_token}). A token that
 * is bound to a key goes with a proof, and with the nonce that the API wants (RFC 9449).
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
   * Calls with tokens of {@code tokens}, by a client of their own that shows the certificate of
   * {@link PosternClient#certificate}, where there is one.
   */
  public ProtectedCalls(TokenSource tokens) {
    this(tokens, showing(tokens));
  }

  private static HttpClient showing(TokenSource tokens) {
    HttpClient.Builder builder = HttpClient.newBuilder();
    return tokens.certificate().map(builder::sslContext).orElse(builder).build();
  }

  /**
   * Makes the call.
   *
   * @param request without {@code Authorization} and {@code DPoP}; give it a time-out. It is not
   *     changed, and its body must be one that can be sent twice, as those of the JDK are
   * @return the answer, whatever its status
   * @throws TokenUnavailable where there is no token
   * @throws IOException where the API gives no answer, or its address is plain http and not on this
   *     machine
   */
  public <T> HttpResponse<T> send(HttpRequest.Builder request, BodyHandler<T> body)
      throws TokenUnavailable, IOException, InterruptedException {
    Rounds rounds = new Rounds();
    IssuedToken token = tokens.token();
    while (true) {
      IssuedToken sent = token;
      HttpRequest call = with(sent, request);
      HttpResponse<T> answer =
          http.send(
              call,
              head ->
                  rounds.another(sent, call.uri(), head)
                      ? BodySubscribers.replacing(null)
                      : body.apply(head));
      if (!rounds.another) {
        return answer;
      }
      token = tokens.token();
    }
  }

  /** Whether a call is made once more: at most once for each of the two reasons that there are. */
  private final class Rounds {

    private boolean withNonce;
    private boolean withToken;
    private boolean another;

    boolean another(IssuedToken token, URI address, ResponseInfo head) {
      String challenge = String.join(", ", head.headers().allValues("WWW-Authenticate"));
      List<String> nonces = head.headers().allValues("DPoP-Nonce");
      // RFC 9449 8.2: the nonce for the next call may come with any answer.
      boolean fresh = nonces.size() == 1 && tokens.nonceSupplied(address, nonces.get(0));
      another = false;
      if (!withNonce && fresh && Challenge.wantsNonce(head.statusCode(), challenge)) {
        withNonce = true;
        another = true;
      } else if (!withToken
          && Challenge.refusesToken(head.statusCode(), challenge)
          && tokens.refused(token)) {
        withToken = true;
        another = true;
      }
      return another;
    }
  }

  private HttpRequest with(IssuedToken token, HttpRequest.Builder request) throws IOException {
    HttpRequest bare = request.copy().build();
    if (!PosternClient.guarded(bare.uri())) {
      throw new IOException("plain http is for loopback addresses only");
    }
    HttpRequest.Builder complete = request.copy();
    tokens.headers(token, bare.method(), bare.uri()).forEach(complete::setHeader);
    return complete.build();
  }
}
