package dev.postern.checks.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Operator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A call that the server has certainly begun to read: it has asked for the rest. */
final class BegunCall {

  private static final int PATIENCE_MILLIS = 30_000;
  private static final Pattern UID = Pattern.compile("\"Uid\":\"([0-9a-f]{32})\"");

  private final Socket socket;
  private final String body;

  private BegunCall(Socket socket, String body) {
    this.socket = socket;
    this.body = body;
  }

  /** Begins to make an account. */
  static BegunCall create(Operator operator, String name) throws IOException {
    URI url = URI.create(operator.identityAudience() + "/account");
    String body = "{\"UserName\":\"" + name + "\"}";
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), url.getPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
    BegunCall call = new BegunCall(socket, body);
    call.send(
        "POST %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n"
            .formatted(url.getPath(), url.getAuthority(), operator.identityToken(), body.length()));
    assertThat(call.head()).startsWith("HTTP/1.1 100 ");
    return call;
  }

  private void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private String head() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    InputStream in = socket.getInputStream();
    while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
      int b = in.read();
      assertThat(b).as("the connection ended after: %s", head).isNotNegative();
      head.write(b);
    }
    return head.toString(StandardCharsets.US_ASCII);
  }

  /** Sends the rest; the uid of the account that was made. */
  String finish() throws IOException {
    try (socket) {
      send(body);
      String head = head();
      String rest = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(head).as(rest).startsWith("HTTP/1.1 200 ");
      Matcher uid = UID.matcher(rest);
      assertThat(uid.find()).as(rest).isTrue();
      return uid.group(1);
    }
  }
}
