package dev.postern.examples.storage;

import dev.postern.client.PosternClient;
import dev.postern.client.ProtectedCalls;
import dev.postern.client.TokenSource;
import dev.postern.client.TokenUnavailable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The storage as its callers see it. Tokens are got, kept and renewed behind it; the secret goes to
 * the authorization server alone and never to the storage.
 */
final class StorageClient {

  /** The identifier that the storage is registered under: what its tokens are for. */
  private static final String AUDIENCE = "https://storage.example.com";

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final ProtectedCalls calls;
  private final URI storage;

  /** Calls the storage at {@code address} as the app whose credential is in a file. */
  StorageClient(Path credential, URI address) throws IOException {
    TokenSource tokens = PosternClient.credential(credential).audience(AUDIENCE);
    this.calls = new ProtectedCalls(tokens, HttpClient.newHttpClient());
    this.storage = address;
  }

  /** Stores a file; an {@link IOException} with the storage's own words where it refuses. */
  void put(String name, byte[] content) throws TokenUnavailable, IOException, InterruptedException {
    send(file(name).PUT(BodyPublishers.ofByteArray(content)));
  }

  /** Reads a file; an {@link IOException} with the storage's own words where it refuses. */
  byte[] get(String name) throws TokenUnavailable, IOException, InterruptedException {
    return send(file(name).GET());
  }

  private HttpRequest.Builder file(String name) {
    return HttpRequest.newBuilder(storage.resolve("files/" + name)).timeout(LIMIT);
  }

  private byte[] send(HttpRequest.Builder request)
      throws TokenUnavailable, IOException, InterruptedException {
    HttpResponse<byte[]> answer = calls.send(request, BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200 && answer.statusCode() != 201) {
      // The challenge names what is wrong with a token; anything else is told in the body.
      String body = new String(answer.body(), StandardCharsets.UTF_8);
      String told = answer.headers().firstValue("WWW-Authenticate").orElse(body);
      throw new IOException("the storage answers " + answer.statusCode() + " " + told);
    }
    return answer.body();
  }
}
