package dev.postern.server.http;

import dev.postern.protocol.mtls.ClientCertificate;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A complete request, its body within the route's limit. Nothing in it has been normalised;
 * framing, host and path have been checked. The text form shows method and path only.
 */
public final class Request {
  private final RequestHead head;
  private final Map<String, String> pathParameters;
  private final byte[] body;

  public Request(RequestHead head, Map<String, String> pathParameters, byte[] body) {
    this.head = head;
    this.pathParameters = Map.copyOf(pathParameters);
    this.body = body;
  }

  /** As sent; {@code HEAD} also where a {@code GET} route answers. */
  public String method() {
    return head.method();
  }

  /** The authority asked for, in lower case, with the port if one was sent. */
  public String host() {
    return head.host();
  }

  /** The raw path as sent. */
  public String path() {
    return head.path();
  }

  /** The raw query without its question mark; null if there is none. */
  public @Nullable String query() {
    return head.query();
  }

  /**
   * The parameters of the query.
   *
   * @throws RequestRefused with 400 if they are malformed or one is repeated
   */
  public QueryParameters queryParameters() {
    return QueryParameters.parse(head.query());
  }

  public Headers headers() {
    return head.headers();
  }

  /**
   * The media type of the body in lower case without parameters, for example {@code
   * application/json}; empty if none is given.
   *
   * @throws RequestRefused with 415 if it is malformed, or doubled, or names a charset other than
   *     UTF-8
   */
  public Optional<String> contentType() {
    return ContentType.of(head.headers());
  }

  /** The body, empty if there is none. The array is not to be changed. */
  public byte[] body() {
    return body;
  }

  /** The client's address: that of the connection, or the one that a configured proxy tells. */
  public InetAddress peer() {
    return head.peer();
  }

  /** Whether the client spoke TLS to us or to a configured proxy. */
  public boolean secure() {
    return head.secure();
  }

  /** What the client proved in TLS to hold, to us or to a configured proxy. */
  public Optional<ClientCertificate> certificate() {
    return head.certificate();
  }

  /**
   * The decoded segment that stands where the route's template says <code>{name}</code>.
   *
   * @throws IllegalArgumentException if the template has no such segment
   */
  public String pathParameter(String name) {
    String value = pathParameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no segment {" + name + "}");
    }
    return value;
  }

  @Override
  public String toString() {
    return head.toString();
  }
}
