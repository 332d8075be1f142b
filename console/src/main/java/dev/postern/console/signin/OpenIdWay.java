package dev.postern.console.signin;

import dev.postern.console.gate.Answer;
import dev.postern.console.gate.Asked;
import dev.postern.console.gate.Call;
import dev.postern.console.gate.Page;
import dev.postern.console.gate.Place;
import dev.postern.console.gate.Upstream;
import dev.postern.console.web.Api;
import dev.postern.console.web.ApiRefused;
import dev.postern.console.web.Cookies;
import dev.postern.console.web.Drawing;
import dev.postern.console.web.Item;
import dev.postern.console.web.Query;
import dev.postern.console.web.Rooms;
import dev.postern.console.web.SameSite;
import dev.postern.protocol.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The way in by the company's OpenID provider. The server says where the browser goes and makes a
 * proof of what it comes back with; that goes to the token endpoint as any other.
 *
 * <p>What the browser has to come back with is in a cookie of its own that no other site's request
 * carries. So the page that the provider leads to does nothing but send a form to this console,
 * which then is a request of this console's.
 */
public final class OpenIdWay {

  private static final int BODY = 32 * 1024;
  private static final int LONGEST_NEXT = 2_000;
  private static final String JSON = "application/json";
  private static final String PATH = "/service/openid";

  private static final String UNMET = "unmet_authentication_requirements";
  private static final String AWAY = "temporarily_unavailable";

  private final SentBackLog log = new SentBackLog();
  private final Place place;
  private final Upstream upstream;
  private final Rooms rooms;
  private final Entry entry;
  private final Cookies cookie;
  private final InstantSource clock;

  OpenIdWay(Place place, Upstream upstream, Rooms rooms, Entry entry, InstantSource clock) {
    this.place = place;
    this.upstream = upstream;
    this.rooms = rooms;
    this.entry = entry;
    this.cookie = Cookies.openId(place);
    this.clock = clock;
  }

  List<Page> pages() {
    return List.of(
        new Page("GET", "/console/sign-in/openid", 0, this::leave),
        new Page("GET", "/console/openid", 0, this::back),
        new Page("POST", "/console/openid", BODY, this::enter));
  }

  /**
   * By whom people sign in here.
   *
   * @param name what people know the provider by
   * @param back where he sends them back to: a page of the console by the name that it is known by
   */
  record Provider(String name, URI back) {

    /** The page {@code path} by that name, where the browser is at another; else empty. */
    Optional<SignIn.Elsewhere> elsewhere(Asked asked, String path) {
      return named(asked.host()).equals(named(back.getRawAuthority()))
          ? Optional.empty()
          : Optional.of(
              new SignIn.Elsewhere(
                  back.getHost(), back.getScheme() + "://" + back.getRawAuthority() + path));
    }
  }

  /** Browsers leave out the port that is usual, whoever configured it. */
  static String named(String authority) {
    return authority.toLowerCase(Locale.ROOT).replaceFirst(":(?:80|443)$", "");
  }

  /** The provider, if people sign in by one here. */
  Optional<Provider> provider(Asked asked) {
    Answer answer = upstream.call(Call.of("GET", PATH), asked.from());
    if (answer.status() != 200) {
      return Optional.empty();
    }
    Item item = new Item(Api.read(answer));
    return Optional.of(new Provider(item.text("name"), URI.create(item.text("redirect_uri"))));
  }

  /**
   * What is kept while somebody is away.
   *
   * @param flow what the server knows him by
   * @param state what the provider sends back with him
   * @param forAccounts whether accounts are to be seen
   * @param next where he goes then
   */
  private record Away(String flow, String state, boolean forAccounts, String next) {

    String text() {
      return flow
          + "."
          + state
          + (forAccounts ? ".accounts." : ".console.")
          + Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(next.getBytes(StandardCharsets.UTF_8));
    }

    static Optional<Away> parse(String text) {
      List<String> parts = List.of(text.split("\\.", 5));
      if (parts.size() != 4) {
        return Optional.empty();
      }
      try {
        return Optional.of(
            new Away(
                parts.get(0),
                parts.get(1),
                parts.get(2).equals("accounts"),
                new String(Base64.getUrlDecoder().decode(parts.get(3)), StandardCharsets.UTF_8)));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }

    /** Nothing of what it hides. */
    @Override
    public String toString() {
      return "Away[" + next + "]";
    }
  }

  /**
   * Sends the browser to the provider, if it was a page of ours, or a person, that asked for it.
   */
  private Answer leave(Asked asked) {
    boolean ours =
        asked.header("Sec-Fetch-Site").map(List.of("same-origin", "none")::contains).orElse(true);
    if (!ours) {
      return Answer.seeOther(place.at("/sign-in"));
    }
    Optional<SignIn.Elsewhere> elsewhere =
        provider(asked).flatMap(it -> it.elsewhere(asked, place.at("/sign-in")));
    if (elsewhere.isPresent()) {
      // Back from the provider the browser has to have the cookie, which is for one name alone.
      return Answer.seeOther(elsewhere.get().address());
    }
    Query query = Query.of(asked);
    boolean forAccounts = query.raw("for").equals("accounts");
    boolean anew = forAccounts || query.raw("anew").equals("yes");
    JsonObject wanted = JsonObject.builder().put("anew", anew).build();
    Answer answer = call("/options", wanted, asked);
    if (answer.status() != 200) {
      return refused(asked, answer);
    }
    Item item = new Item(Api.read(answer));
    Away away =
        new Away(
            item.text("flow"), item.text("state"), forAccounts, kept(SignIn.next(place, asked)));
    return cookie.put(Answer.seeOther(item.text("authorization_url")), away.text());
  }

  /** A cookie holds only so much: who wanted to go to so long an address goes home. */
  private String kept(String next) {
    return next.length() <= LONGEST_NEXT ? next : place.at("");
  }

  private Answer call(String below, JsonObject body, Asked asked) {
    return upstream.call(Call.of("POST", PATH + below).body(JSON, body.bytes()), asked.from());
  }

  /**
   * What the provider sent along, for the form that brings it in.
   *
   * @param code what it gave
   * @param state by what it is told whose it is
   * @param issuer who it says that it is, or empty
   */
  public record Brought(String code, String state, String issuer) {

    /** Nothing of what it hides. */
    @Override
    public String toString() {
      return "Brought[" + issuer + "]";
    }
  }

  private Answer back(Asked asked) {
    Query query = Query.of(asked);
    if (query.has("error")) {
      return sentBack(asked, query.raw("error"));
    }
    if (!query.has("code") || !query.has("state")) {
      return refused(asked, 403, "access_denied");
    }
    return Drawing.draw(
        200,
        "openid.jte",
        rooms.outside(asked, clock.instant()),
        new Brought(query.raw("code"), query.raw("state"), query.raw("iss")));
  }

  private Answer enter(Asked asked) {
    if (!SameSite.ours(asked)) {
      return error(asked, 403, "foreign");
    }
    Query form = Query.parse(new String(asked.body(), StandardCharsets.UTF_8));
    // Any page can send a browser here with a code of its own: that ends nobody's way in.
    Optional<Away> away =
        cookie
            .text(asked)
            .flatMap(Away::parse)
            .filter(kept -> same(kept.state(), form.raw("state")));
    if (away.isEmpty()) {
      return refused(asked, 400, "invalid_grant");
    }
    JsonObject.Builder body =
        JsonObject.builder()
            .put("flow", away.get().flow())
            .put("state", form.raw("state"))
            .put("code", form.raw("code"));
    form.first("iss").filter(issuer -> !issuer.isEmpty()).ifPresent(it -> body.put("iss", it));
    Answer answer = call("", body.build(), asked);
    return answer.status() == 200
        ? enter(asked, away.get(), new Item(Api.read(answer)))
        : cookie.drop(refused(asked, answer));
  }

  private static boolean same(String kept, String sent) {
    return MessageDigest.isEqual(
        kept.getBytes(StandardCharsets.UTF_8), sent.getBytes(StandardCharsets.UTF_8));
  }

  private Answer enter(Asked asked, Away away, Item ticket) {
    if (away.forAccounts() && !ticket.flag("anew")) {
      // What the cookie says is its owner's to write; that he was asked anew is the server's.
      return cookie.drop(refused(asked, 400, "invalid_grant"));
    }
    Entry.Proof proof =
        new Entry.Proof(
            ticket.text("client_assertion_type"),
            ticket.text("client_assertion"),
            away.forAccounts());
    try {
      Entry.In in = entry.enter(asked, proof);
      if (ticket.flag("anew")) {
        rooms.anew().add(in.session(), clock.instant());
      }
      String next = SignIn.next(place, Optional.of(away.next()));
      return cookie.drop(entry.put(Answer.seeOther(next), in, away.forAccounts()));
    } catch (ApiRefused refusal) {
      return cookie.drop(refused(asked, refusal.status(), refusal.code()));
    }
  }

  /** The provider's own refusal (RFC 6749 4.1.2.1), or a link of anybody's that looks like one. */
  private Answer sentBack(Asked asked, String error) {
    log.write(place.tenant(), error, clock.instant());
    return switch (error) {
      case UNMET -> error(asked, 403, "openid-anew");
      case "invalid_request",
          "unauthorized_client",
          "unsupported_response_type",
          "invalid_scope",
          "server_error",
          AWAY ->
          error(asked, 503, "openid-away");
      default -> error(asked, 403, "openid-denied");
    };
  }

  /** What {@code /service/openid} refused. */
  private Answer refused(Asked asked, Answer answer) {
    String code = Api.refusal(answer).code();
    return answer.status() == 503 && code.equals(AWAY)
        ? error(asked, 503, "openid-away")
        : refused(asked, answer.status(), code);
  }

  private Answer refused(Asked asked, int status, String code) {
    return switch (code) {
      case "access_denied", "another", "invalid_target", "invalid_client" ->
          error(asked, status, "openid-denied");
      case "invalid_grant" -> error(asked, status, "openid-stale");
      case UNMET -> error(asked, status, "openid-anew");
      default ->
          status == 404 ? error(asked, status, "missing") : error(asked, status, "unavailable");
    };
  }

  private Answer error(Asked asked, int status, String trouble) {
    return rooms.error(rooms.outside(asked, clock.instant()), status, trouble);
  }
}
