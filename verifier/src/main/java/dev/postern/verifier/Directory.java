package dev.postern.verifier;

import dev.postern.protocol.Issuer;
import dev.postern.protocol.ServerMetadata;
import dev.postern.protocol.http.HttpAnswer;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** Finds what an issuer publishes, by its metadata (RFC 8414), and fetches it. */
final class Directory {

  private static final JsonReader JSON = new JsonReader(JsonLimits.REQUEST);

  private final Issuer issuer;
  private final Duration time;
  private final SSLSocketFactory tls;
  private final ReentrantLock fetching = new ReentrantLock();
  private volatile @Nullable ServerMetadata known;

  Directory(Issuer issuer, Duration time, SSLSocketFactory tls) {
    this.issuer = issuer;
    this.time = time;
    this.tls = tls;
  }

  Issuer issuer() {
    return issuer;
  }

  ServerMetadata metadata() throws IOException, JsonFault {
    return metadata(System.nanoTime() + time.toNanos());
  }

  /** The same by {@code deadline}, in monotonic nanoseconds. */
  private ServerMetadata metadata(long deadline) throws IOException, JsonFault {
    ServerMetadata metadata = known;
    return metadata != null ? metadata : fetched(deadline);
  }

  /** One fetch at a time: whoever comes meanwhile waits for what it brings. */
  private ServerMetadata fetched(long deadline) throws IOException, JsonFault {
    awaitTurn(deadline);
    try {
      ServerMetadata metadata = known;
      if (metadata == null) {
        HttpAnswer answer = document(call(ServerMetadata.location(issuer)).within(left(deadline)));
        metadata = ServerMetadata.read(JSON.object(answer.body()), issuer);
        known = metadata;
      }
      return metadata;
    } finally {
      fetching.unlock();
    }
  }

  private void awaitTurn(long deadline) throws IOException {
    try {
      if (!fetching.tryLock(left(deadline).toNanos(), TimeUnit.NANOSECONDS)) {
        throw new SocketTimeoutException("the metadata did not come in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the metadata");
    }
  }

  private static Duration left(long deadline) {
    return Duration.ofNanos(deadline - System.nanoTime());
  }

  /** What is published may have moved: the metadata is fetched again at the next need. */
  void forget() {
    known = null;
  }

  /** A JSON document, whole and with status 200, or an {@link IOException}. */
  HttpAnswer document(URI uri) throws IOException {
    return document(call(uri));
  }

  private static HttpAnswer document(HttpCall call) throws IOException {
    HttpAnswer answer = call.header("Accept", "application/json").send(JsonLimits.REQUEST.bytes());
    if (answer.status() != 200) {
      throw new IOException("status " + answer.status());
    }
    return answer;
  }

  HttpCall call(URI uri) {
    return HttpCall.get(uri).within(time).over(tls);
  }

  HttpCall post(URI uri, String contentType, byte[] body) {
    return HttpCall.post(uri, contentType, body).within(time).over(tls);
  }

  /** Where tokens are asked about, by somebody who shows who he is; found by {@code deadline}. */
  URI introspection(long deadline) throws IOException, JsonFault {
    return guarded(
        issuer,
        metadata(deadline)
            .introspectionEndpoint()
            .orElseThrow(() -> new IOException("the metadata name no introspection endpoint")));
  }

  /** Whoever asked for TLS gets it for the secret, too. */
  static URI guarded(Issuer issuer, URI endpoint) throws IOException {
    if ("https".equals(issuer.uri().getScheme()) && !"https".equals(endpoint.getScheme())) {
      throw new IOException("the metadata's introspection_endpoint is not protected by TLS");
    }
    return endpoint;
  }
}
