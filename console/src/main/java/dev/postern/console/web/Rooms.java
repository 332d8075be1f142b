package dev.postern.console.web;

import dev.postern.console.gate.Answer;
import dev.postern.console.gate.Asked;
import dev.postern.console.gate.Page;
import dev.postern.console.gate.Place;
import dev.postern.console.gate.Upstream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The door to all that is inside: who comes without a session that stands is sent to the sign-in,
 * what other pages make a browser send is refused, and what the Admin API refuses becomes a page.
 */
public final class Rooms {

  /** The parameter that names what was just done. */
  static final String DONE = "done";

  /** The field in which a form carries its token. */
  static final String FORM_TOKEN = "form_token";

  private static final int FORM = 256 * 1024;
  private static final Pattern NOTICE = Pattern.compile("[a-z0-9.-]{1,64}");

  private final Place place;
  private final Upstream upstream;
  private final InstantSource clock;
  private final Cookies cookies;
  private final Assets assets;
  private final LastSeen lastSeen = new LastSeen();
  private final Anew anew = new Anew();

  /** The rooms of one tenant's console. */
  public Rooms(Place place, Upstream upstream, InstantSource clock, Assets assets) {
    this.place = place;
    this.upstream = upstream;
    this.clock = clock;
    this.cookies = Cookies.session(place);
    this.assets = assets;
  }

  /** The sessions for which the OpenID provider asked just now who it is. */
  public Anew anew() {
    return anew;
  }

  /**
   * The page that a room is from outside.
   *
   * @param above how many segments above it the page is that can be looked at: {@link Room#above}
   */
  public Page page(Room room, int above) {
    return new Page(
        room.method(),
        "/console" + room.path(),
        room.method().equals("POST") ? FORM : 0,
        asked -> enter(asked, room, above));
  }

  private Answer enter(Asked asked, Room room, int above) {
    Instant now = clock.instant();
    Optional<Session> session = cookies.read(asked).filter(each -> each.expiresAt().isAfter(now));
    if (session.isEmpty()) {
      return signIn(asked, formsPage(asked, above));
    }
    if (!asked.looks() && !genuine(asked, session.get())) {
      return error(outside(asked, now), 403, "foreign");
    }
    Api api = new Api(upstream, session.get(), asked.from());
    try {
      Me me = Me.of(api.get("/me"), session.get(), anew);
      // Only now is it known that this is a session: what anybody can make up is not remembered.
      return there(room, session.get(), now)
          ? enter(asked, room, session.get(), frame(asked, now, session.get(), me, above), api)
          : signIn(asked, formsPage(asked, above));
    } catch (ApiRefused refused) {
      return refused.status() == 401
          ? signIn(asked, formsPage(asked, above))
          : error(outside(asked, now), refused.status(), "unavailable");
    }
  }

  private boolean there(Room room, Session session, Instant now) {
    return room.byItself() ? lastSeen.alive(session, now) : lastSeen.touch(session, now);
  }

  private Answer enter(Asked asked, Room room, Session session, Frame frame, Api api) {
    try {
      return room.work().on(new Visit(asked, session, frame, api, upstream));
    } catch (NotFresh e) {
      return Drawing.draw(403, "error.jte", frame, new Trouble("stale", ""));
    } catch (ApiRefused refused) {
      return refused.status() == 401
          ? signIn(asked, frame.back())
          : Drawing.draw(
              refused.status(), "error.jte", frame, Trouble.of(refused, frame.limited()));
    }
  }

  private static boolean genuine(Asked asked, Session session) {
    Query form = Query.parse(new String(asked.body(), StandardCharsets.UTF_8));
    return SameSite.ours(asked)
        && asked
            .header("Content-Type")
            .filter(type -> type.startsWith("application/x-www-form-urlencoded"))
            .isPresent()
        && session.owns(form.raw(FORM_TOKEN));
  }

  /**
   * What was only to be looked at is asked for again behind the sign-in; where a form was sent, the
   * page that it was on.
   *
   * @param form that page
   */
  private Answer signIn(Asked asked, Optional<String> form) {
    boolean fragment = asked.header("HX-Request").isPresent();
    Optional<String> wanted =
        fragment ? around(asked) : asked.looks() ? address(asked) : form.filter(place::holds);
    // What was done before is no news by then.
    Query next = Query.NONE.and("next", wanted.map(Rooms::withoutNotice));
    String where = place.at("/sign-in") + (next.pairs().isEmpty() ? "" : "?" + next.text());
    // A fragment would be drawn into the page that asked for it.
    return fragment ? Answer.empty(200).with("HX-Redirect", where) : Answer.seeOther(where);
  }

  private static Optional<String> address(Asked asked) {
    return Optional.of(asked.path() + asked.query().map(query -> "?" + query).orElse(""));
  }

  private static String withoutNotice(String address) {
    int mark = address.indexOf('?');
    if (mark < 0) {
      return address;
    }
    Query query = Query.parse(address.substring(mark + 1)).without(DONE);
    return address.substring(0, mark) + (query.pairs().isEmpty() ? "" : "?" + query.text());
  }

  /**
   * The page into which a fragment is drawn, as htmx says it: nobody wants to look at the fragment
   * alone. Only a page of this console; whatever else is said there is passed over.
   */
  private Optional<String> around(Asked asked) {
    String origin = asked.origin();
    return asked
        .header("HX-Current-URL")
        .filter(url -> url.startsWith(origin + "/"))
        .map(url -> url.substring(origin.length()).replaceFirst("#.*", ""))
        .filter(place::holds);
  }

  /** The page of a trouble for who is not inside. */
  public Answer error(Frame frame, int status, String trouble) {
    return Drawing.draw(status, "error.jte", frame, new Trouble(trouble, ""));
  }

  /** What pages on the way in are drawn in. */
  public Frame outside(Asked asked, Instant now) {
    return new Frame(
        place,
        Texts.ENGLISH,
        assets,
        Cookies.theme(asked),
        Optional.empty(),
        "",
        below(asked),
        Optional.empty(),
        now,
        notice(asked));
  }

  private Frame frame(Asked asked, Instant now, Session session, Me me, int above) {
    return new Frame(
        place,
        Texts.ENGLISH,
        assets,
        Cookies.theme(asked),
        Optional.of(me),
        session.formToken(),
        below(asked),
        formsPage(asked, above),
        now,
        notice(asked));
  }

  /** The page that a form is on; empty for what can be looked at itself. */
  private static Optional<String> formsPage(Asked asked, int above) {
    if (asked.looks() || above == 0) {
      return Optional.empty();
    }
    String path = asked.path();
    for (int i = 0; i < above; i++) {
      path = path.substring(0, path.lastIndexOf('/'));
    }
    return Optional.of(path);
  }

  /** Only a text that is there: an address must not put words into our mouth. */
  private static Optional<String> notice(Asked asked) {
    return Query.of(asked)
        .first(DONE)
        .filter(name -> NOTICE.matcher(name).matches())
        .map(name -> "done." + name)
        .filter(Texts.ENGLISH.names()::contains);
  }

  private static String below(Asked asked) {
    int at = asked.path().indexOf("/console");
    return at < 0 ? "" : asked.path().substring(at + "/console".length());
  }
}
