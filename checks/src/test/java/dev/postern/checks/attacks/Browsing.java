package dev.postern.checks.attacks;

import dev.postern.console.gate.Answer;
import dev.postern.console.gate.Place;
import dev.postern.console.web.Cookies;
import dev.postern.console.web.Session;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Requests that a browser sends to a console, or that somebody makes it send: every header is what
 * the test says.
 *
 * @param port where the server listens
 * @param host the name in the address bar, without the port
 * @param prefix what stands before {@code /console}
 * @param cookies the value of the header, empty where there is none
 */
record Browsing(int port, String host, String prefix, String cookies) {

  static final String COOKIE = "__Host-postern-default";

  private static final Pattern TOKEN =
      Pattern.compile("name=\"form_token\" value=\"([A-Za-z0-9_-]{43})\"");

  static Browsing at(URI server) {
    return new Browsing(server.getPort(), "localhost", "", "");
  }

  /** The same browser with a session in its cookie. */
  Browsing as(String token) {
    return cookies(COOKIE + "=" + token);
  }

  Browsing cookies(String header) {
    return new Browsing(port, host, prefix, header);
  }

  Browsing host(String other) {
    return new Browsing(port, other, prefix, cookies);
  }

  Browsing prefix(String other) {
    return new Browsing(port, host, other, cookies);
  }

  /** The second cookie, for accounts, by whatever name the console gives it. */
  static String accounts(String token) {
    Place place = new Place("default", "http://localhost", "");
    String cookie =
        Cookies.accounts(place)
            .put(Answer.empty(200), Session.of(token).orElseThrow())
            .fields()
            .getFirst()
            .value();
    if (!cookie.endsWith("; Path=/; Secure; HttpOnly; SameSite=Strict")) {
      throw new AssertionError("the cookie is anybody's");
    }
    return cookie.substring(0, cookie.indexOf(';'));
  }

  String origin() {
    return "http://" + host + ":" + port;
  }

  /** What a browser says of a form of our own. */
  List<String> ours() {
    return List.of(
        "Origin: " + origin(),
        "Sec-Fetch-Site: same-origin",
        "Content-Type: application/x-www-form-urlencoded");
  }

  RawAnswer get(String path) throws IOException {
    return send("GET", path, List.of(), "");
  }

  /** Sends a form as a page of the console does, with the session's form token in front. */
  RawAnswer form(String path, String fields) throws IOException {
    String body = "form_token=" + formToken() + (fields.isEmpty() ? "" : "&" + fields);
    return send("POST", path, ours(), body);
  }

  /** What every form of this session carries, read from a page as a script would. */
  String formToken() throws IOException {
    RawAnswer page = get("/settings");
    Matcher token = TOKEN.matcher(page.body());
    if (!token.find()) {
      throw new AssertionError("no form in\n" + page.head());
    }
    return token.group(1);
  }

  /** A path below {@code /console}. */
  RawAnswer send(String method, String path, List<String> headers, String body) throws IOException {
    StringBuilder request = new StringBuilder(256 + body.length());
    request.append(method).append(' ').append(prefix).append("/console").append(path);
    request.append(" HTTP/1.1\r\nHost: ").append(host).append(':').append(port);
    request.append("\r\nConnection: close\r\n");
    if (!cookies.isEmpty()) {
      request.append("Cookie: ").append(cookies).append("\r\n");
    }
    headers.forEach(header -> request.append(header).append("\r\n"));
    if (!body.isEmpty() || method.equals("POST")) {
      request.append("Content-Length: ").append(body.length()).append("\r\n");
    }
    try (Wire wire = new Wire(port)) {
      wire.send(request.append("\r\n").append(body).toString());
      return method.equals("HEAD") ? wire.bareAnswer() : wire.answer();
    }
  }

  @Override
  public String toString() {
    return "Browsing[" + origin() + prefix + "]";
  }
}
