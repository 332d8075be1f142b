package dev.postern.console.web;

import dev.postern.console.gate.Answer;
import dev.postern.console.gate.Asked;
import dev.postern.console.gate.Place;
import java.util.List;
import java.util.Optional;

/**
 * The cookie that holds a session. {@code __Host-} makes browsers take it over TLS alone (or from
 * localhost), for this host alone, and from nobody but this host; tenants that share a host have
 * one each.
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

  /** The session that comes with a request; empty also where there are two. */
  public Optional<Session> read(Asked asked) {
    List<String> values =
        asked.headers("Cookie").stream()
            .flatMap(header -> List.of(header.split(";", 200)).stream())
            .map(String::strip)
            .filter(pair -> pair.startsWith(name + "="))
            .map(pair -> pair.substring(name.length() + 1))
            .toList();
    return values.size() == 1 ? Session.of(values.getFirst()) : Optional.empty();
  }

  /** The answer with the session in it; the browser forgets it when it is closed. */
  public Answer put(Answer answer, Session session) {
    return answer.with("Set-Cookie", name + "=" + session.token() + ATTRIBUTES);
  }

  /** The answer that makes the browser forget the session. */
  public Answer drop(Answer answer) {
    return answer.with("Set-Cookie", name + "=; Max-Age=0" + ATTRIBUTES);
  }
}
