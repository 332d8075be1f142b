package dev.postern.console.web;

import dev.postern.console.gate.Answer;
import dev.postern.console.gate.Asked;
import dev.postern.console.gate.Place;
import java.util.List;
import java.util.Optional;

/**
 * A cookie, which mostly holds a session. {@code __Host-} makes browsers take it over TLS alone (or
 * from localhost), for this host alone, and from nobody but this host; tenants that share a host
 * have one each.
 */
public final class Cookies {

  private static final String ATTRIBUTES = "; Path=/; Secure; HttpOnly; SameSite=Strict";

  private final String name;

  private Cookies(String name) {
    this.name = name;
  }

  /** The cookie of one tenant's console. */
  public static Cookies session(Place place) {
    return new Cookies("__Host-postern-" + place.tenant());
  }

  /** The cookie of the session in which accounts are seen, beside the other. */
  public static Cookies accounts(Place place) {
    // No tenant's name has a dot in it, so this is no tenant's own cookie.
    return new Cookies("__Host-postern-" + place.tenant() + ".accounts");
  }

  /** The cookie of who is on his way to the OpenID provider and back. */
  public static Cookies openId(Place place) {
    return new Cookies("__Host-postern-" + place.tenant() + ".openid");
  }

  /** The theme that was chosen in this browser: the one cookie that scripts may set and read. */
  public static Optional<String> theme(Asked asked) {
    return new Cookies("postern-theme").text(asked).filter(Frame.THEMES::contains);
  }

  /** The session that comes with a request; empty also where there are two. */
  public Optional<Session> read(Asked asked) {
    return text(asked).flatMap(Session::of);
  }

  /** What is in the cookie that comes with a request; empty also where there are two. */
  public Optional<String> text(Asked asked) {
    List<String> values =
        asked.headers("Cookie").stream()
            .flatMap(header -> List.of(header.split(";", 200)).stream())
            .map(String::strip)
            .filter(pair -> pair.startsWith(name + "="))
            .map(pair -> pair.substring(name.length() + 1))
            .toList();
    return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
  }

  /** The answer with the session in it; the browser forgets it when it is closed. */
  public Answer put(Answer answer, Session session) {
    return put(answer, session.token());
  }

  /** The answer with {@code text}, which needs no quotes, in it. */
  public Answer put(Answer answer, String text) {
    return answer.with("Set-Cookie", name + "=" + text + ATTRIBUTES);
  }

  /** The answer that makes the browser forget the session. */
  public Answer drop(Answer answer) {
    return answer.with("Set-Cookie", name + "=; Max-Age=0" + ATTRIBUTES);
  }
}
