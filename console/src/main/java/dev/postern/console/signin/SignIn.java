package dev.postern.console.signin;

import dev.postern.console.gate.Answer;
import dev.postern.console.gate.Asked;
import dev.postern.console.gate.Call;
import dev.postern.console.gate.Page;
import dev.postern.console.gate.Place;
import dev.postern.console.gate.Upstream;
import dev.postern.console.web.ApiRefused;
import dev.postern.console.web.Cookies;
import dev.postern.console.web.Drawing;
import dev.postern.console.web.Frame;
import dev.postern.console.web.Query;
import dev.postern.console.web.Room;
import dev.postern.console.web.Rooms;
import dev.postern.console.web.SameSite;
import dev.postern.console.web.Session;
import dev.postern.console.web.Visit;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The way in and out. A passkey's answer goes to the token endpoint as any client's proof does; the
 * token that comes back is the session. Whoever was invited makes a passkey first.
 */
public final class SignIn {

  private static final int BODY = 32 * 1024;
  private static final String JSON = "application/json";
  private static final String OPTIONS = "/service/passkeys/options";
  private static final String PASSKEYS = "/service/passkeys";
  private static final String ASSERTION_TYPE = "urn:postern:client-assertion-type:passkey";
  private static final JsonReader READER = new JsonReader(JsonLimits.REQUEST);

  private final Place place;
  private final Upstream upstream;
  private final Rooms rooms;
  private final Cookies cookies;
  private final Cookies accounts;
  private final Entry entry;
  private final OpenIdWay openId;
  private final InstantSource clock;

  /** The way into one tenant's console. */
  public SignIn(Place place, Upstream upstream, Rooms rooms, InstantSource clock) {
    this.place = place;
    this.upstream = upstream;
    this.rooms = rooms;
    this.cookies = Cookies.session(place);
    this.accounts = Cookies.accounts(place);
    this.clock = clock;
    this.entry = new Entry(place, upstream);
    this.openId = new OpenIdWay(place, upstream, rooms, entry, clock);
  }

  /**
   * What the page on the way in needs.
   *
   * @param next where to go behind it
   * @param provider what the OpenID provider is called, where people sign in by one
   * @param elsewhere the address of this very page by the name that the console is known by to
   *     browsers, or by {@code localhost}; empty where it has a name that a sign-in works by
   */
  public record Entrance(String next, Optional<String> provider, Optional<Elsewhere> elsewhere) {}

  /**
   * A page of this console by another name.
   *
   * @param host the name
   * @param address the page's whole address
   */
  public record Elsewhere(String host, String address) {}

  /** Its pages. */
  public List<Page> pages() {
    List<Page> pages = new ArrayList<>(openId.pages());
    pages.addAll(own());
    return pages;
  }

  private List<Page> own() {
    return List.of(
        new Page("GET", "/console/sign-in", 0, asked -> entrance(asked, "signin.jte")),
        new Page("GET", "/console/join", 0, asked -> entrance(asked, "join.jte")),
        new Page("POST", "/console/sign-in", BODY, asked -> checked(asked, this::signIn)),
        new Page("POST", "/console/passkeys/options", BODY, asked -> pass(asked, OPTIONS)),
        new Page("POST", "/console/passkeys", BODY, asked -> pass(asked, PASSKEYS)),
        rooms.page(Room.post("/sign-out", this::signOut), 1));
  }

  private Answer entrance(Asked asked, String template) {
    Frame frame = rooms.outside(asked, clock.instant());
    Optional<OpenIdWay.Provider> provider = openId.provider(asked);
    String here = asked.path() + asked.query().map(query -> "?" + query).orElse("");
    return Drawing.draw(
        200,
        template,
        frame,
        new Entrance(
            next(place, asked),
            provider.map(OpenIdWay.Provider::name),
            provider.isPresent() ? provider.get().elsewhere(asked, here) : elsewhere(asked, here)));
  }

  /** Only pages of this console: nobody is led away from here. */
  static String next(Place place, Asked asked) {
    return next(place, Query.of(asked).first("next"));
  }

  /** The same of what was kept meanwhile. */
  static String next(Place place, Optional<String> wanted) {
    return wanted.filter(place::holds).orElse(place.at(""));
  }

  /** Passkeys are bound to a name; an address is none. */
  private static Optional<Elsewhere> elsewhere(Asked asked, String here) {
    return asked.host().equals("127.0.0.1") || asked.host().startsWith("127.0.0.1:")
        ? Optional.of(
            new Elsewhere("localhost", asked.origin().replace("127.0.0.1", "localhost") + here))
        : Optional.empty();
  }

  private static Answer checked(Asked asked, Page.Handler handler) {
    boolean json = asked.header("Content-Type").filter(JSON::equals).isPresent();
    return json && SameSite.ours(asked) ? handler.handle(asked) : refused(403, "foreign");
  }

  /** The server's own endpoints, for a browser that must not be asked to go to another origin. */
  private Answer pass(Asked asked, String path) {
    return checked(
        asked,
        it -> {
          Call call = Call.of("POST", path).body(JSON, it.body());
          Optional<String> invitation = it.header("Authorization");
          Answer answer =
              upstream.call(
                  invitation.map(value -> call.with("Authorization", value)).orElse(call),
                  it.from());
          return Answer.of(answer.status(), JSON, answer.body());
        });
  }

  private Answer signIn(Asked asked) {
    JsonObject assertion;
    try {
      assertion = READER.object(asked.body());
    } catch (JsonFault e) {
      return refused(400, "malformed");
    }
    boolean forAccounts = Query.of(asked).raw("for").equals("accounts");
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(assertion.bytes());
    try {
      Entry.In in = entry.enter(asked, new Entry.Proof(ASSERTION_TYPE, text, forAccounts));
      JsonObject token = JsonObject.builder().put("form_token", in.formToken()).build();
      return entry.put(Answer.of(200, JSON, token.bytes()), in, forAccounts);
    } catch (ApiRefused refusal) {
      return refused(refusal.status(), refusal.code());
    }
  }

  /** Tokens are revoked, so what was in the cookies is worth nothing to whoever has it. */
  private Answer signOut(Visit visit) throws ApiRefused {
    Session session = visit.session();
    Optional<Session> other = visit.accounts();
    if (other.isPresent()) {
      entry.revoke(session, other.get(), visit.asked().from());
    }
    entry.revoke(session, session, visit.asked().from());
    return accounts.drop(cookies.drop(visit.to("/sign-in", "signed-out")));
  }

  private static Answer refused(int status, String error) {
    return Answer.of(status, JSON, JsonObject.builder().put("error", error).build().bytes());
  }
}
