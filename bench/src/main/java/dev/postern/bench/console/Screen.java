package dev.postern.bench.console;

import java.util.List;

/**
 * A page of the console.
 *
 * @param name what it is
 * @param path where it is, below the console
 * @param list whether it is a list, or a search of one
 */
record Screen(String name, String path, boolean list) {

  /** Those that a first paint is measured of. */
  static final List<Screen> PAINTED =
      List.of(list("all apps", "/apps"), list("the audit log", "/audit"), page("the overview", ""));

  private static Screen list(String name, String path) {
    return new Screen(name, path, true);
  }

  private static Screen page(String name, String path) {
    return new Screen(name, path, false);
  }

  /**
   * All that are measured, in a house of so many apps and lines: lists, what is looked for in them,
   * which may be rare or not there at all, a part in the middle, and the other pages.
   */
  static List<Screen> all(int apps, int lines) {
    HouseApp middle = new HouseApp(apps / 2);
    String app = "/apps/" + middle.clientId();
    return List.of(
        list("apps", "/apps"),
        list("apps, the last part", "/apps?cursor=" + new HouseApp(apps - 50).clientId()),
        list("apps by a common word", "/apps?q=" + HouseApp.COMMON),
        list("apps by a rare word", "/apps?q=" + HouseApp.RARE_WORD),
        list("apps by a word that none has", "/apps?q=nowhere"),
        list("apps that are blocked", "/apps?status=blocked"),
        list("apps of one API", "/apps?api_id=" + HouseApp.api(3)),
        list("APIs", "/apis"),
        list("accounts", "/accounts"),
        list("audit log", "/audit"),
        list("audit log, in the middle", "/audit?cursor=" + lines / 2),
        list("audit log: what was done to apps", "/audit?action=app."),
        list("audit log: one kind of change", "/audit?action=app.block"),
        list("audit log: a kind that is rare", "/audit?action=tenant."),
        list("audit log: all of one app", "/audit?client_id=" + middle.clientId()),
        list("audit log: its credentials", "/audit?target=credential/" + middle.clientId() + "/"),
        list("audit log: the first days", "/audit?from=2026-01-01&to=2026-01-03"),
        list("keys", "/keys"),
        list("people", "/people"),
        list("tenants", "/tenants"),
        page("overview", ""),
        page("overview, what is added up", "/overview/usage"),
        page("one app", app),
        page("a new app", "/apps/new"),
        page("one API", "/apis/" + HouseApp.api(3)),
        page("one audit line", "/audit/" + lines / 2),
        page("explain", "/explain"),
        page("settings", "/settings"),
        page("verify, the first 5,000 lines", "/audit/verify"));
  }
}
