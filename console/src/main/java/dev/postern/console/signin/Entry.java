package dev.postern.console.signin;

import dev.postern.console.gate.Answer;
import dev.postern.console.gate.Asked;
import dev.postern.console.gate.Call;
import dev.postern.console.gate.Place;
import dev.postern.console.gate.Upstream;
import dev.postern.console.web.Api;
import dev.postern.console.web.ApiRefused;
import dev.postern.console.web.Cookies;
import dev.postern.console.web.Item;
import dev.postern.console.web.Query;
import dev.postern.console.web.Session;
import dev.postern.protocol.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The last step in, by whatever somebody proves himself: his token is had, and is the session. */
final class Entry {

  private static final String ADMIN = "admin/v1";
  private static final String IDENTITY = "identity/v2/manage";

  private final Place place;
  private final Upstream upstream;
  private final Cookies cookies;
  private final Cookies accounts;

  Entry(Place place, Upstream upstream) {
    this.place = place;
    this.upstream = upstream;
    this.cookies = Cookies.session(place);
    this.accounts = Cookies.accounts(place);
  }

  /**
   * What a person proves himself by.
   *
   * @param type the {@code client_assertion_type}
   * @param assertion the {@code client_assertion}
   * @param forAccounts whether accounts are to be seen, by a session of their own
   */
  record Proof(String type, String assertion, boolean forAccounts) {

    /** Nothing of what it hides. */
    @Override
    public String toString() {
      return "Proof[" + type + "]";
    }
  }

  /**
   * Somebody who is in.
   *
   * @param session what he came in by just now
   * @param formToken what his forms carry
   */
  record In(Session session, String formToken) {

    /** Whose it is. */
    @Override
    public String toString() {
      return "In[" + session + "]";
    }
  }

  /** Has a token for what proves somebody; refuses with the status and code of a page. */
  In enter(Asked asked, Proof proof) throws ApiRefused {
    Answer answer = upstream.call(token(proof), asked.from());
    if (answer.status() != 200) {
      ApiRefused refusal = Api.refusal(answer);
      // The proof stands; what it was to open is not granted.
      boolean closed = refusal.code().equals("invalid_target");
      throw closed ? refused(403, refusal.code()) : refusal;
    }
    Session session =
        Session.of(new Item(Api.read(answer)).text("access_token"))
            .orElseThrow(() -> refused(503, "unavailable"));
    Optional<Session> present = cookies.read(asked);
    Optional<Session> admin = proof.forAccounts() ? present : Optional.of(session);
    if (admin.isEmpty() || !admin.get().clientId().equals(session.clientId())) {
      throw refused(403, "another");
    }
    if (present.isPresent() && !proof.forAccounts()) {
      // What takes its place leaves nothing behind that somebody else could use.
      revoke(present.get(), present.get(), asked.from());
    }
    return new In(session, admin.get().formToken());
  }

  /** The answer with the session in its cookie. */
  Answer put(Answer answer, In in, boolean forAccounts) {
    return (forAccounts ? accounts : cookies).put(answer, in.session());
  }

  private static ApiRefused refused(int status, String code) {
    return new ApiRefused(status, code, "", List.of());
  }

  private Call token(Proof proof) {
    String issuer = place.issuer() + (place.issuer().endsWith("/") ? "" : "/");
    Query form =
        Query.NONE
            .and("grant_type", "client_credentials")
            .and("audience", issuer + (proof.forAccounts() ? IDENTITY : ADMIN))
            .and("client_assertion_type", proof.type())
            .and("client_assertion", proof.assertion());
    return Call.of("POST", "/service/oauth/token")
        .body("application/x-www-form-urlencoded", form.text().getBytes(StandardCharsets.US_ASCII));
  }

  /** Whoever calls may give back tokens of his own; one that is over by itself does not matter. */
  void revoke(Session caller, Session ended, Asked.From from) throws ApiRefused {
    try {
      new Api(upstream, caller, from)
          .post(
              "/revocations",
              JsonObject.builder().put("kind", "token").put("token", ended.token()).build());
    } catch (ApiRefused e) {
      if (e.status() != 401 && e.status() != 400) {
        throw e;
      }
    }
  }
}
