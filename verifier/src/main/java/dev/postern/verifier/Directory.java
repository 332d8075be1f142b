package dev.postern.verifier;

import dev.postern.protocol.Issuer;
import dev.postern.protocol.ServerMetadata;
import dev.postern.protocol.http.HttpAnswer;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonReader;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** Finds what an issuer publishes, by its metadata (RFC 8414), and fetches it. */
final class Directory {

  private static final JsonReader JSON = new JsonReader(JsonLimits.REQUEST);

  private final Issuer issuer;
  private final Duration time;
  private final SSLSocketFactory tls;
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
    ServerMetadata metadata = known;
    if (metadata == null) {
      HttpAnswer answer = document(ServerMetadata.location(issuer));
      metadata = ServerMetadata.read(JSON.object(answer.body()), issuer);
      known = metadata;
    }
    return metadata;
  }

  /** What is published may have moved: the metadata is fetched again at the next need. */
  void forget() {
    known = null;
  }

  /** A JSON document, whole and with status 200, or an {@link IOException}. */
  HttpAnswer document(URI uri) throws IOException {
    HttpAnswer answer =
        call(uri).header("Accept", "application/json").send(JsonLimits.REQUEST.bytes());
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

  /** Where tokens are asked about, by somebody who shows who he is. */
  URI introspection() throws IOException, JsonFault {
    return guarded(
        issuer,
        metadata()
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
