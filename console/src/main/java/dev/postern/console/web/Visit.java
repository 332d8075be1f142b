package dev.postern.console.web;

import dev.postern.console.gate.Answer;
import dev.postern.console.gate.Asked;
import dev.postern.console.gate.Upstream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** One request of somebody who is signed in, and all that a screen needs to answer it. */
public final class Visit {

  private static final Pattern ONCE = Pattern.compile("[A-Za-z0-9-]{1,64}");

  private final Asked asked;
  private final Session session;
  private final Frame frame;
  private final Api api;
  private final Upstream upstream;

  Visit(Asked asked, Session session, Frame frame, Api api, Upstream upstream) {
    this.asked = asked;
    this.session = session;
    this.frame = frame;
    this.api = api;
    this.upstream = upstream;
  }

  /** The request. */
  public Asked asked() {
    return asked;
  }

  /** Who asks, and by what. */
  public Session session() {
    return session;
  }

  /** What the page is drawn in. */
  public Frame frame() {
    return frame;
  }

  /** The Admin API in the name of whoever asks. */
  public Api api() {
    return api;
  }

  /** Other endpoints of the tenant. */
  public Upstream upstream() {
    return upstream;
  }

  /** The session for accounts, if the same person has one that is not over. */
  public Optional<Session> accounts() {
    return Cookies.accounts(frame.place())
        .read(asked)
        .filter(other -> other.clientId().equals(session.clientId()))
        .filter(other -> other.expiresAt().isAfter(now()));
  }

  /** When it is. */
  public Instant now() {
    return frame.now();
  }

  /** What stands where the screen's path says <code>{name}</code>. */
  public String segment(String name) {
    return asked.segment(name);
  }

  /** The parameters of the address. */
  public Query query() {
    return Query.of(asked);
  }

  /** The fields of the form that was sent. */
  public Query form() {
    return Query.parse(new String(asked.body(), StandardCharsets.UTF_8));
  }

  /** What makes something once, however often a form is sent: the form's own, or a new one. */
  public String once() {
    return form()
        .first("key")
        .filter(key -> ONCE.matcher(key).matches())
        .orElseGet(() -> UUID.randomUUID().toString());
  }

  /** Whether the person may do what {@code scope} opens. */
  public boolean may(String scope) {
    return frame.may(scope);
  }

  /** Demands what {@code scope} opens, before it is known whether there is anything to ask for. */
  public void demand(String scope) throws ApiRefused {
    if (!may(scope)) {
      throw new ApiRefused(403, "insufficient_scope", "", List.of());
    }
  }

  /** Whether the person may do so, and is not limited to chosen APIs. */
  public boolean mayAll(String scope) {
    return frame.mayAll(scope);
  }

  /** Demands the same for what is about more than chosen APIs. */
  public void demandAll(String scope) throws ApiRefused {
    demand(scope);
    if (frame.limited()) {
      throw new ApiRefused(403, ApiRefused.LIMITED, "", List.of());
    }
  }

  /**
   * Demands that the person signed in just now: for what shows a secret, or makes a key or a way
   * in.
   */
  public void fresh() throws NotFresh {
    if (frame.freshUntil().isBefore(now())) {
      throw new NotFresh();
    }
  }

  /** The page of a template whose parameters are {@code frame} and {@code page}. */
  public Answer page(String template, Object page) {
    return page(200, template, page);
  }

  /** The same with a status. */
  public Answer page(int status, String template, Object page) {
    return Drawing.draw(status, template, frame, page);
  }

  /** Sends the browser to another page of the console. */
  public Answer to(String path) {
    return Answer.seeOther(frame.at(path));
  }

  /**
   * Sends the browser to another page of the console, which says what was done.
   *
   * @param notice the name of a text, <code>done.</code> left out
   */
  public Answer to(String path, String notice) {
    char first = path.contains("?") ? '&' : '?';
    return Answer.seeOther(frame.at(path) + first + Rooms.DONE + "=" + notice);
  }

  /** What a part of a list is asked for: what the address says, and so many. */
  public Query part(int limit, String... filters) {
    Query query = Query.NONE.and("limit", Integer.toString(limit));
    for (String filter : filters) {
      query = query.and(filter, query().first(filter));
    }
    return query.and("cursor", query().first("cursor"));
  }

  /** The names that stand behind ids; empty where the person may not know. */
  public Optional<Item> find(String path) {
    try {
      return Optional.of(api.get(path));
    } catch (ApiRefused e) {
      return Optional.empty();
    }
  }
}
