package dev.postern.console;

import dev.postern.console.gate.Answer;
import dev.postern.console.gate.Asked;
import dev.postern.console.gate.Page;
import dev.postern.console.gate.Place;
import dev.postern.console.gate.Upstream;
import dev.postern.console.screen.accounts.AccountScreens;
import dev.postern.console.screen.apis.ApiScreens;
import dev.postern.console.screen.apps.AppScreens;
import dev.postern.console.screen.audit.AuditScreens;
import dev.postern.console.screen.explain.ExplainScreens;
import dev.postern.console.screen.keys.KeyScreens;
import dev.postern.console.screen.overview.Overview;
import dev.postern.console.screen.people.PeopleScreens;
import dev.postern.console.screen.settings.SettingsScreens;
import dev.postern.console.screen.tenants.TenantScreens;
import dev.postern.console.signin.SignIn;
import dev.postern.console.web.Assets;
import dev.postern.console.web.Room;
import dev.postern.console.web.Rooms;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The console of one tenant: its pages, each with what every answer of the console says. */
public final class Console {

  /**
   * Nothing but what comes from here, and nothing written into a page: no script, no style. Nobody
   * may put a page of ours into one of his.
   */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private static final Assets ASSETS = new Assets();

  private Console() {}

  /** The pages of one tenant's console. */
  public static List<Page> pages(Place place, Upstream upstream, InstantSource clock) {
    Rooms rooms = new Rooms(place, upstream, clock, ASSETS);
    List<Page> pages = new ArrayList<>(ASSETS.pages());
    pages.add(new Page("GET", "/console/", 0, asked -> Answer.seeOther(place.at(""))));
    pages.addAll(new SignIn(place, upstream, rooms, clock).pages());
    List<Room> all = rooms();
    for (Room room : all) {
      pages.add(rooms.page(room, room.above(all)));
    }
    return pages.stream().map(Console::guarded).toList();
  }

  /** What leads into the console: for who knows no more than its host. */
  public static Page door(Place place) {
    return guarded(new Page("GET", "/", 0, asked -> Answer.seeOther(place.at(""))));
  }

  /** What a request is answered with that comes to no page at all. */
  public static Answer refused(int status, String words) {
    String page =
        "<!doctype html><html lang=en><meta charset=utf-8><title>"
            + status
            + "</title><body><h1>"
            + status
            + "</h1><p>"
            + words
            + "</p></body></html>";
    return Answer.of(status, "text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8))
        .with("Content-Security-Policy", POLICY)
        .with("X-Frame-Options", "DENY");
  }

  private static List<Room> rooms() {
    return Stream.of(
            Overview.rooms(),
            AppScreens.rooms(),
            ApiScreens.rooms(),
            AccountScreens.rooms(),
            ExplainScreens.rooms(),
            AuditScreens.rooms(),
            KeyScreens.rooms(),
            PeopleScreens.rooms(),
            TenantScreens.rooms(),
            SettingsScreens.rooms())
        .flatMap(List::stream)
        .toList();
  }

  private static Page guarded(Page page) {
    return new Page(
        page.method(),
        page.template(),
        page.bodyLimit(),
        asked -> {
          long begin = System.nanoTime();
          Answer answer = page.handler().handle(asked);
          return guarded(answer, asked, System.nanoTime() - begin);
        });
  }

  private static Answer guarded(Answer answer, Asked asked, long nanos) {
    Answer guarded =
        answer
            .with("Content-Security-Policy", POLICY)
            .with("X-Frame-Options", "DENY")
            .with("Referrer-Policy", "same-origin")
            .with("Cross-Origin-Opener-Policy", "same-origin")
            .with("Cross-Origin-Resource-Policy", "same-origin");
    if (asked.looks()) {
      // How long a proof or an invitation was looked at is nobody's business.
      guarded =
          guarded.with("Server-Timing", String.format(Locale.ROOT, "app;dur=%.1f", nanos / 1e6));
    }
    return asked.from().secure()
        ? guarded.with("Strict-Transport-Security", "max-age=31536000")
        : guarded;
  }
}
