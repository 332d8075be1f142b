package dev.postern.app;

import dev.postern.console.Console;
import dev.postern.console.gate.Answer;
import dev.postern.console.gate.Asked;
import dev.postern.console.gate.Call;
import dev.postern.console.gate.Page;
import dev.postern.console.gate.Place;
import dev.postern.console.gate.Upstream;
import dev.postern.server.TenantPages;
import dev.postern.server.http.Accepted;
import dev.postern.server.http.ErrorStyle;
import dev.postern.server.http.Headers;
import dev.postern.server.http.HttpError;
import dev.postern.server.http.Reply;
import dev.postern.server.http.Request;
import dev.postern.server.http.RequestHead;
import dev.postern.server.http.Route;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The console of each tenant, as routes of the server: the one place that knows both. */
public final class ConsolePages implements TenantPages {

  private static final Pattern OPEN = Pattern.compile("\\{([^}]+)}");

  private final InstantSource clock;

  /** Consoles that go by {@code clock}. */
  public ConsolePages(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public List<Route> routes(Site site) {
    Place place = new Place(site.tenant().text(), site.issuer().text(), site.prefix());
    List<Route> routes = new ArrayList<>();
    List<Page> pages = new ArrayList<>(Console.pages(place, upstream(site), clock));
    Page door = Console.door(place);
    if (site.alone()) {
      pages.add(door);
    } else {
      routes.add(Route.aside(door.template(), request -> doorBesideEndpoints(request, door)));
    }
    for (Page page : pages) {
      List<String> open = open(page.template());
      routes.add(
          new Route(
              page.method(),
              page.template(),
              request -> reply(page.handler().handle(asked(request, open))),
              page.bodyLimit()));
    }
    return routes;
  }

  /** For browsers alone: whoever speaks to the endpoints is told that there is nothing, as ever. */
  private static Reply doorBesideEndpoints(Request request, Page door) {
    return browser(request)
        ? reply(door.handler().handle(asked(request, List.of())))
        : ErrorStyle.OAUTH.reply(HttpError.NOT_FOUND);
  }

  /** Who asks for a page says so (RFC 9110 12.5.1). */
  private static boolean browser(Request request) {
    return Accepted.of(request.headers()).names("text/html");
  }

  @Override
  public Map<String, ErrorStyle> styles() {
    return Map.of("/console", error -> reply(Console.refused(error.status(), error.description())));
  }

  private static List<String> open(String template) {
    List<String> names = new ArrayList<>();
    Matcher matcher = OPEN.matcher(template);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }

  private static Asked asked(Request request, List<String> open) {
    Map<String, String> segments = new HashMap<>();
    open.forEach(name -> segments.put(name, request.pathParameter(name)));
    return new Asked(
        new Asked.Line(request.method(), request.host(), request.path(), request.query(), segments),
        request.headers()::all,
        request.body(),
        new Asked.From(request.peer(), request.secure()));
  }

  private static Reply reply(Answer answer) {
    Reply reply = Reply.empty(answer.status());
    Optional<Answer.Field> type =
        answer.fields().stream().filter(field -> field.name().equals("Content-Type")).findFirst();
    if (type.isPresent()) {
      reply = Reply.of(answer.status(), type.get().value(), answer.body());
    }
    for (Answer.Field field : answer.fields()) {
      if (!field.name().equals("Content-Type")) {
        reply = reply.addHeader(field.name(), field.value());
      }
    }
    return reply;
  }

  private static Upstream upstream(Site site) {
    String host = site.issuer().text().replaceFirst("^https?://([^/]+).*$", "$1");
    return (call, from) -> answer(site.endpoints().call(head(call, from, host), call.body()));
  }

  private static RequestHead head(Call call, Asked.From from, String host) {
    List<Headers.Field> fields = new ArrayList<>();
    fields.add(new Headers.Field("Host", host));
    call.fields().forEach(field -> fields.add(new Headers.Field(field.name(), field.value())));
    return new RequestHead(
        call.method(),
        host,
        call.path(),
        call.query().orElse(null),
        Headers.of(fields),
        from.address(),
        from.secure());
  }

  private static Answer answer(Reply reply) {
    Answer answer =
        Answer.of(
            reply.status(),
            reply.headers().first("Content-Type").orElse("application/octet-stream"),
            reply.body());
    for (Headers.Field field : reply.headers().fields()) {
      if (!field.name().equalsIgnoreCase("Content-Type")) {
        answer = answer.with(field.name(), field.value());
      }
    }
    return answer;
  }
}
