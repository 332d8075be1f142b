package dev.postern.checks;

import dev.postern.console.Console;
import dev.postern.console.gate.Answer;
import dev.postern.console.gate.Asked;
import dev.postern.console.gate.Call;
import dev.postern.console.gate.Page;
import dev.postern.console.gate.Place;
import dev.postern.console.gate.Upstream;
import dev.postern.console.web.Session;
import dev.postern.protocol.http.HttpAnswer;
import dev.postern.protocol.http.HttpCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The pages of a console without a browser. What they call is a running server, by HTTP; a test may
 * answer a call in its place, or change it on the way.
 */
final class AskedConsole {

  private static final String HOST = "localhost:8080";
  private static final int LONGEST = 8 * 1024 * 1024;

  private final Operator operator;
  private final List<Page> pages;

  /** One that calls the server in that way; see {@link #sent}. */
  AskedConsole(Operator operator, Function<Call, Answer> way) {
    this.operator = operator;
    Upstream upstream = (call, from) -> way.apply(call);
    Place place = new Place("default", operator.caller().issuer(), "");
    this.pages = Console.pages(place, upstream, Clock.systemUTC());
  }

  /** One that calls the server as it is. */
  AskedConsole(Operator operator) {
    this(operator, call -> sent(operator, call));
  }

  /** What the server answers. */
  static Answer sent(Operator operator, Call call) {
    String query = call.query().map(text -> "?" + text).orElse("");
    URI uri = URI.create(operator.caller().below(call.path().substring(1)) + query);
    HttpCall http = HttpCall.of(call.method(), uri, call.body());
    for (Answer.Field field : call.fields()) {
      http = http.header(field.name(), field.value());
    }
    try {
      HttpAnswer answer = http.send(LONGEST);
      Answer passed =
          Answer.of(
              answer.status(), answer.header("Content-Type").orElse("text/plain"), answer.body());
      return answer.header("ETag").map(tag -> passed.with("ETag", tag)).orElse(passed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An answer in the server's place. */
  static Answer json(int status, String text) {
    return Answer.of(status, "application/json", text.getBytes(StandardCharsets.UTF_8));
  }

  /** A page, as the operator sees it. */
  Answer get(String path) {
    return ask("GET", path, operator.adminToken(), Map.of(), "");
  }

  /** A page, as somebody with that token sees it; with these headers. */
  Answer get(String path, String token, Map<String, String> headers) {
    return ask("GET", path, token, headers, "");
  }

  /** What a form of the operator's is answered with. */
  Answer post(String path, String fields) {
    String token = Session.of(operator.adminToken()).orElseThrow().formToken();
    Map<String, String> headers =
        Map.of("origin", "http://" + HOST, "content-type", "application/x-www-form-urlencoded");
    return ask("POST", path, operator.adminToken(), headers, "form_token=" + token + "&" + fields);
  }

  /** What a form of somebody with that token is answered with. */
  Answer post(String path, String token, String fields) {
    return ask("POST", path, token, Map.of(), fields);
  }

  /** The text of a page. */
  static String text(Answer answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  /** The value of a header; empty where there is none. */
  static Optional<String> header(Answer answer, String name) {
    return answer.fields().stream()
        .filter(field -> field.name().equals(name))
        .map(Answer.Field::value)
        .findFirst();
  }

  private Answer ask(
      String method, String address, String token, Map<String, String> headers, String body) {
    int mark = address.indexOf('?');
    String path = "/console" + (mark < 0 ? address : address.substring(0, mark));
    for (Page page : pages) {
      Optional<Map<String, String>> segments = segments(page.template(), path);
      if (page.method().equals(method) && segments.isPresent()) {
        Map<String, String> all = new HashMap<>(headers);
        all.put("cookie", "__Host-postern-default=" + token);
        return page.handler()
            .handle(
                new Asked(
                    new Asked.Line(
                        method,
                        HOST,
                        path,
                        mark < 0 ? null : address.substring(mark + 1),
                        segments.get()),
                    name ->
                        Optional.ofNullable(all.get(name.toLowerCase(Locale.ROOT))).stream()
                            .toList(),
                    body.getBytes(StandardCharsets.UTF_8),
                    new Asked.From(InetAddress.getLoopbackAddress(), false)));
      }
    }
    throw new AssertionError("there is no page " + method + " " + path);
  }

  /** What stands in the open segments of a template that fits; a fixed one is not open. */
  private static Optional<Map<String, String>> segments(String template, String path) {
    List<String> open = List.of(template.split("/", -1));
    List<String> said = List.of(path.split("/", -1));
    if (open.size() != said.size()) {
      return Optional.empty();
    }
    Map<String, String> segments = new HashMap<>();
    for (int i = 0; i < open.size(); i++) {
      String segment = open.get(i);
      if (segment.startsWith("{")) {
        segments.put(segment.substring(1, segment.length() - 1), said.get(i));
      } else if (!segment.equals(said.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(segments);
  }
}
