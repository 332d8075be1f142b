package dev.postern.protocol.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLSocketFactory;

/**
 * One HTTP/1.1 request, immutable; each {@link #send} or {@link #open} is a connection of its own.
 *
 * <p>Our libraries ask seldom (metadata, keys, tokens) or once for long (the revocation feed), so
 * there is no pool. Why not the JDK's client: it cannot be told an address for {@code *.localhost}
 * without changing the {@code Host}, its time-out ends with the headers, and its threads outlive
 * it. Here every wait has a deadline, every answer a limit; redirects are answers like any other
 * and never followed; plain {@code http} is refused unless the address is a loopback one.
 */
public final class HttpCall {

  /** All heads of an answer, the interim ones among them. */
  static final int HEADS = 32 * 1024;

  /** What may come around a body: the sizes of chunks, and trailers. */
  static final int FRAMING = 32 * 1024;

  private final String method;
  private final URI uri;
  private final Map<String, String> headers;
  private final byte[] body;
  private final Connecting connecting;

  private HttpCall(
      String method, URI uri, Map<String, String> headers, byte[] body, Connecting connecting) {
    this.method = method;
    this.uri = uri;
    this.headers = headers;
    this.body = body;
    this.connecting = connecting;
  }

  /** A GET of {@code uri}, which is an absolute http or https address. */
  public static HttpCall get(URI uri) {
    return call("GET", uri, Map.of(), new byte[0]);
  }

  /** A POST of {@code body} to {@code uri}. */
  public static HttpCall post(URI uri, String contentType, byte[] body) {
    return call("POST", uri, Map.of(), body).header("Content-Type", contentType);
  }

  /** A request with any method, as PUT, PATCH or DELETE; an empty body is sent as none. */
  public static HttpCall of(String method, URI uri, byte[] body) {
    return call(method, uri, Map.of(), body);
  }

  private static HttpCall call(String method, URI uri, Map<String, String> headers, byte[] body) {
    if (uri.getHost() == null
        || uri.getRawUserInfo() != null
        || !("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
      throw new IllegalArgumentException("not an absolute http or https address");
    }
    URI ascii = URI.create(uri.toASCIIString());
    return new HttpCall(method, ascii, headers, body.clone(), Connecting.USUAL);
  }

  /** Its method. */
  public String method() {
    return method;
  }

  /** Its address, in ASCII. */
  public URI uri() {
    return uri;
  }

  /** The same request with one header more. */
  public HttpCall header(String name, String value) {
    if (!name.matches("[A-Za-z0-9-]+") || value.chars().anyMatch(c -> c < ' ' || c > '~')) {
      throw new IllegalArgumentException("malformed header");
    }
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new HttpCall(method, uri, more, body, connecting);
  }

  /** The same request, to be done within {@code limit} from connecting to the last byte. */
  public HttpCall within(Duration limit) {
    return new HttpCall(method, uri, headers, body, connecting.within(limit));
  }

  /** The same request over TLS as {@code factory} does it: its trust and its certificate. */
  public HttpCall over(SSLSocketFactory factory) {
    return new HttpCall(method, uri, headers, body, connecting.over(factory));
  }

  /**
   * The same request, straight to where {@code known} says that the host is: no other look-up and
   * no proxy comes between. The host in the URL stays what certificate and {@code Host} must name.
   */
  public HttpCall to(Addresses known) {
    return new HttpCall(method, uri, headers, body, connecting.to(known));
  }

  /**
   * Sends the request and reads the whole answer.
   *
   * @param limit the longest body, in bytes, that is taken; of heads, and of what is around the
   *     body, another {@value #HEADS} and {@value #FRAMING} are
   * @throws IOException where there is no whole answer within time and limit
   */
  public HttpAnswer send(int limit) throws IOException {
    try (HttpStream stream = open((long) limit + FRAMING)) {
      return stream.read(limit);
    }
  }

  /** Sends the request and reads the head of the answer; the body is left to the caller. */
  public HttpStream open() throws IOException {
    return open(Long.MAX_VALUE - 1);
  }

  private HttpStream open(long most) throws IOException {
    Connection connection = Connection.open(uri, connecting);
    try {
      OutputStream out = connection.out();
      out.write(request());
      out.flush();
      return answer(connection, most);
    } catch (IOException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private byte[] request() {
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    StringBuilder head = new StringBuilder(512);
    head.append(method).append(' ').append(path).append(query).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(uri.getHost()).append(port).append("\r\n");
    head.append("Connection: close\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    if (body.length > 0 || method.equals("POST")) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(head.length() + body.length + 2);
    out.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(body);
    return out.toByteArray();
  }

  /** Reads the heads; of all that comes then {@code most} bytes are taken. */
  private HttpStream answer(Connection connection, long most) throws IOException {
    BoundedInput in = new BoundedInput(connection.in(), HEADS);
    int status;
    Map<String, String> fields;
    int interim = 0;
    do {
      status = HeadReader.status(in);
      fields = HeadReader.fields(in);
      // RFC 9110 15.2: interim answers come before the one that counts.
    } while (status < 200 && ++interim < 8);
    in.allow(most);
    return new HttpStream(connection, status, fields, body(in, status, fields));
  }

  /** RFC 9112 6.3, without leniency: a length that could be read in two ways is none. */
  private InputStream body(InputStream in, int status, Map<String, String> fields)
      throws IOException {
    String coding = fields.get("transfer-encoding");
    String length = fields.get("content-length");
    if (fields.containsKey("content-encoding") || (coding != null && length != null)) {
      throw new IOException("the answer's framing is not clear");
    }
    if (status < 200 || status == 204 || status == 304 || method.equals("HEAD")) {
      return InputStream.nullInputStream();
    }
    if (coding != null) {
      if (!coding.equalsIgnoreCase("chunked")) {
        throw new IOException("the answer's framing is not clear");
      }
      return BodyInput.chunked(in);
    }
    if (length == null) {
      return in;
    }
    if (!length.matches("[0-9]{1,10}")) {
      throw new IOException("the answer's framing is not clear");
    }
    return BodyInput.ofLength(in, Long.parseLong(length));
  }

  /** Method and address; headers and body may hold secrets. */
  @Override
  public String toString() {
    return "HttpCall[" + method + ' ' + uri + ']';
  }
}
