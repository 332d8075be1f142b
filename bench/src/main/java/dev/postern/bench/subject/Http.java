package dev.postern.bench.subject;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** A client for the few requests that are not load. */
public final class Http {

  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration ANSWER = Duration.ofSeconds(30);

  private final HttpClient client;

  /** A client that trusts this, or whom the platform trusts. */
  public Http(Optional<SSLContext> trust) {
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT);
    trust.ifPresent(builder::sslContext);
    this.client = builder.build();
  }

  /** GET, without and with a bearer token. */
  public HttpResponse<String> get(URI url, Optional<String> token)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(url).timeout(ANSWER);
    token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
    return client.send(request.build(), BodyHandlers.ofString());
  }

  /** A form, posted. */
  public HttpResponse<String> form(URI url, String form) throws IOException, InterruptedException {
    return form(url, form, Map.of("Accept", "application/json"));
  }

  /** The same with these fields in its header. */
  public HttpResponse<String> form(URI url, String form, Map<String, String> fields)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(ANSWER)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form));
    fields.forEach(request::header);
    return client.send(request.build(), BodyHandlers.ofString());
  }

  /** JSON, sent with {@code method} and a bearer token. */
  public HttpResponse<String> json(String method, URI url, String json, String token)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(url)
            .timeout(ANSWER)
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + token)
            .method(method, BodyPublishers.ofString(json))
            .build(),
        BodyHandlers.ofString());
  }
}
