package dev.postern.server.openid;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPResponse;
import dev.postern.protocol.http.HttpAnswer;
import dev.postern.protocol.http.HttpCall;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/**
 * Calls the provider for the library, which knows no limits on time and size of its own. Redirects
 * are not followed.
 */
final class ProviderCalls implements HTTPRequestSender, ResourceRetriever {

  /** From connecting to the last byte. */
  static final Duration TIME = Duration.ofSeconds(5);

  /** The longest answer, in bytes. */
  static final int LIMIT = 512 * 1024;

  private static final int OK = 200;
  private static final int FAULT = 500;

  private final Optional<SSLSocketFactory> tls;

  ProviderCalls(Optional<SSLSocketFactory> tls) {
    this.tls = tls;
  }

  /** What stands at {@code uri}, in UTF-8. */
  String read(URI uri) throws IOException {
    HttpAnswer answer = send(HttpCall.get(uri).header("Accept", "application/json"));
    if (answer.status() != OK) {
      throw new IOException("the answer is " + answer.status());
    }
    return answer.text();
  }

  @Override
  public Resource retrieveResource(URL url) throws IOException {
    return new Resource(read(URI.create(url.toString())), "application/json");
  }

  @Override
  public ReadOnlyHTTPResponse send(ReadOnlyHTTPRequest request) throws IOException {
    String body = request.getBody();
    HttpCall call =
        request.getMethod() == HTTPRequest.Method.GET
            ? HttpCall.get(request.getURI())
            : HttpCall.of(
                request.getMethod().name(),
                request.getURI(),
                body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8));
    for (Map.Entry<String, List<String>> header : request.getHeaderMap().entrySet()) {
      call = call.header(header.getKey(), String.join(", ", header.getValue()));
    }
    HttpAnswer answer = send(call);
    if (answer.status() >= FAULT) {
      throw new IOException("the answer is " + answer.status());
    }
    HTTPResponse response = new HTTPResponse(answer.status());
    try {
      Optional<String> type = answer.header("Content-Type");
      if (type.isPresent()) {
        response.setContentType(type.get());
      }
    } catch (ParseException e) {
      throw new IOException("the answer has a malformed type", e);
    }
    response.setBody(answer.text());
    return response;
  }

  private HttpAnswer send(HttpCall call) throws IOException {
    HttpCall within = call.header("User-Agent", "postern").within(TIME);
    return tls.map(within::over).orElse(within).send(LIMIT);
  }
}
