package dev.postern.console.web;

import dev.postern.console.gate.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What every page is drawn in: the words, the addresses, who is signed in and where he stands.
 *
 * @param place whose console it is
 * @param texts the words
 * @param assets style and scripts
 * @param theme one of {@link #THEMES} where it was chosen in this browser; else empty
 * @param me who is signed in; empty on the way in
 * @param formToken what each form carries
 * @param path where the page is, below the console, without a query
 * @param back the address at which the page that a form was sent from can be looked at, where that
 *     of the form is none to look at; else empty
 * @param now when it is drawn
 * @param notice the name of a text that tells what was just done
 */
public record Frame(
    Place place,
    Texts texts,
    Assets assets,
    Optional<String> theme,
    Optional<Me> me,
    String formToken,
    String path,
    Optional<String> back,
    Instant now,
    Optional<String> notice) {

  /** How long after a sign-in what hurts can be done without another. */
  public static final Duration FRESH = Duration.ofMinutes(5);

  /** Those that can be chosen in place of the system's. */
  public static final List<String> THEMES = List.of("light", "dark");

  /** What was done, but does not do by itself what somebody wants. */
  private static final Set<String> WARNINGS =
      Set.of(
          "done.grants-blocked",
          "done.grants-idle",
          "done.grants-meanwhile",
          "done.access-given-blocked",
          "done.credential-added-blocked",
          "done.app-made-bare",
          "done.access-given-suspended",
          "done.access-given-ended");

  /** Whether the notice is one to be heeded. */
  public boolean warned() {
    return notice.filter(WARNINGS::contains).isPresent();
  }

  /**
   * A part of the console.
   *
   * @param scope what opens it; empty: every session does
   * @param all whether it is about more than chosen APIs
   */
  private record Way(String path, String name, String icon, String scope, boolean all) {}

  private static final List<Way> WAYS =
      List.of(
          new Way("", "overview", "gauge", "", false),
          new Way("/apps", "apps", "cube", "apps:read", false),
          new Way("/apis", "apis", "plug", "apis:read", false),
          new Way("/accounts", "accounts", "users", "profile:read", true),
          new Way("/explain", "explain", "question", "apps:read", false),
          new Way("/audit", "audit", "list", "audit:read", true),
          new Way("/keys", "keys", "key", "keys:read", true),
          new Way("/people", "people", "person", "apps:read", true),
          new Way("/tenants", "tenants", "building", "tenants:read", true),
          new Way("/settings", "settings", "gear", "", false));

  /**
   * One entry of the navigation.
   *
   * @param address where it leads
   * @param text what it says
   * @param icon its picture in the sheet of icons
   * @param here whether the page is in that part
   */
  public record Entry(String address, String text, String icon, boolean here) {}

  /** What is found in one click from everywhere: the parts that this person may see. */
  public List<Entry> navigation() {
    return WAYS.stream()
        .filter(way -> way.scope().isEmpty() || may(way.scope()))
        .filter(way -> !way.all() || !limited())
        .map(way ->
            new Entry(at(way.path()), say("nav." + way.name()), way.icon(), within(way.path())))
        .toList();
  }

  private boolean within(String part) {
    return part.isEmpty()
        ? path.isEmpty() || path.equals("/")
        : path.equals(part) || path.startsWith(part + "/");
  }

  /** The text {@code name} with {@code values} in it. */
  public String say(String name, Object... values) {
    return texts.say(name, values);
  }

  /** Why a request was refused, in words; where there are none yet, as the Admin API names it. */
  public String refusal(String reason) {
    String name = "refusal." + reason;
    return texts.names().contains(name) ? say(name) : reason;
  }

  /** The address of the console's page {@code path}. */
  public String at(String where) {
    return place.at(where);
  }

  /** The address of a page whose path has open segments: <code>at("/apps/{}", id)</code>. */
  public String at(String template, String... segments) {
    return place.at(Urls.path(template, segments));
  }

  /** The address of a style, script or picture. */
  public String asset(String name) {
    return place.at(assets.path(name));
  }

  /** The picture {@code name} of the sheet of icons. */
  public String icon(String name) {
    return asset("icons.svg") + "#" + name;
  }

  /** Whether the person may do what {@code scope} opens. */
  public boolean may(String scope) {
    return me.map(person -> person.may(scope)).orElse(false);
  }

  /** The same for what is about more than chosen APIs. */
  public boolean mayAll(String scope) {
    return may(scope) && !limited();
  }

  /** Whether the person administers chosen APIs and nothing else. */
  public boolean limited() {
    return me.flatMap(Me::onlyApis).isPresent();
  }

  /** Whether the company's OpenID provider vouches for the person. */
  public boolean openId() {
    return me.map(Me::openId).orElse(false);
  }

  /** Until when what hurts can be done without another sign-in. */
  public Instant freshUntil() {
    return me.map(Me::freshUntil).orElse(Instant.EPOCH);
  }

  /** How long that still is, in seconds: browsers' clocks may tell another time. */
  public long freshSeconds() {
    return Math.max(0, Duration.between(now, freshUntil()).toSeconds());
  }
}
