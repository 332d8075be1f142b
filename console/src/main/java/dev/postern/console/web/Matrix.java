package dev.postern.console.web;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * APIs and their scopes, of which some are granted: what a form of checkboxes shows and sends. Of
 * very many it shows a part, so what a form does not send says nothing by itself: {@link #HAD} says
 * what it showed as granted.
 *
 * @param rows one for each API that is shown
 * @param more whether there are others
 * @param looked what APIs were looked for by; empty where by nothing
 */
public record Matrix(List<Row> rows, boolean more, String looked) {

  /** The field of every checkbox: its value is the API's id, a space, and the scope. */
  public static final String FIELD = "scope";

  /** The field that says what was granted when the form was drawn. */
  public static final String HAD = "had";

  /** The parameter of the address by which APIs are looked for. */
  public static final String LOOK = "apis";

  private static final String MOST = "500";

  /** How many scopes are shown: a form must not get longer than what is taken of one. */
  private static final int MOST_SCOPES = 1_000;

  /** How many APIs are asked for one by one, as they stand behind the first of the list. */
  private static final int MOST_BEHIND = 200;

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");

  /** How many scopes of an API stand in the open where not more of them are granted. */
  private static final int OPEN_SCOPES = 12;

  /** How many APIs that nothing is granted at stand in the open. */
  private static final int OPEN_APIS = 3;

  /**
   * One API.
   *
   * @param api as the Admin API has it
   * @param cells one for each of its scopes
   * @param idle the name of the text that says why what is granted gives no token; empty where it
   *     does
   */
  public record Row(Item api, List<Cell> cells, Optional<String> idle) {

    /** Whether anything of it is granted. */
    public boolean granted() {
      return cells.stream().anyMatch(Cell::on);
    }

    /** The scopes that are seen at once: those that are granted, and others while there is room. */
    public List<Cell> open() {
      long room = OPEN_SCOPES - cells.stream().filter(Cell::on).count();
      List<Cell> open = new ArrayList<>();
      for (Cell cell : cells) {
        if (cell.on()) {
          open.add(cell);
        } else if (room > 0) {
          open.add(cell);
          room--;
        }
      }
      return open;
    }

    /** The other scopes. */
    public List<Cell> closed() {
      List<Cell> closed = new ArrayList<>(cells);
      closed.removeAll(open());
      return closed;
    }
  }

  /**
   * One scope.
   *
   * @param name its name
   * @param description for people; may be empty
   * @param on whether it is granted
   */
  public record Cell(String name, String description, boolean on) {}

  /** The tenant's APIs for a new app, and what of them is ticked. */
  public static Matrix of(Visit visit, Map<String, Set<String>> ticked) throws ApiRefused {
    return of(visit, ticked, Map.of());
  }

  /** The tenant's APIs, and what an app's grants permit there. */
  public static Matrix of(Visit visit, List<Item> grants) throws ApiRefused {
    return of(
        visit,
        granted(grants),
        grants.stream().collect(Collectors.toMap(grant -> grant.text("api_id"), grant -> grant)));
  }

  private static Matrix of(Visit visit, Map<String, Set<String>> on, Map<String, Item> grants)
      throws ApiRefused {
    Optional<String> looked = visit.query().first(LOOK);
    Listed listed = visit.api().list("/apis", Query.NONE.and("limit", MOST).and("q", looked));
    Map<String, Item> apis = new LinkedHashMap<>();
    listed.items().forEach(api -> apis.put(api.text("id"), api));
    if (listed.next().isPresent() && looked.isEmpty()) {
      behind(visit, on.keySet(), apis);
    }
    List<Row> rows = new ArrayList<>();
    apis.forEach((id, api) ->
        rows.add(
            row(
                api,
                on.getOrDefault(id, Set.of()),
                Optional.ofNullable(grants.get(id)).flatMap(grant -> idle(grant, visit.now())))));
    return cut(rows, listed.next().isPresent(), looked.orElse(""));
  }

  /** Adds the APIs that something is granted at and that are none of the first in the list. */
  private static void behind(Visit visit, Set<String> ids, Map<String, Item> apis) {
    ids.stream()
        .filter(id -> !apis.containsKey(id) && ID.matcher(id).matches())
        .limit(MOST_BEHIND)
        .toList()
        .forEach(
            id -> visit.find(Urls.path("/apis/{}", id)).ifPresent(found -> apis.put(id, found)));
  }

  /** As many as a form can hold: those where something is granted first. */
  static Matrix cut(List<Row> rows, boolean more, String looked) {
    List<Row> shown = new ArrayList<>(rows);
    // What people defined themselves comes first.
    shown.sort(
        Comparator.comparing((Row row) -> !row.granted())
            .thenComparing(row -> row.api().flag("built_in")));
    int scopes = 0;
    for (int at = 0; at < shown.size(); at++) {
      scopes += Math.max(1, shown.get(at).cells().size());
      if (at > 0 && scopes > MOST_SCOPES) {
        return new Matrix(List.copyOf(shown.subList(0, at)), true, looked);
      }
    }
    return new Matrix(shown, more, looked);
  }

  private static Optional<String> idle(Item grant, Instant now) {
    if (Grants.suspended(grant)) {
      return Optional.of("part.matrix.suspended");
    }
    return Grants.ended(grant, now) ? Optional.of("part.matrix.ended") : Optional.empty();
  }

  /** One API, and which of its scopes are granted. */
  public static Row row(Item api, Set<String> on) {
    return row(api, on, Optional.empty());
  }

  private static Row row(Item api, Set<String> on, Optional<String> idle) {
    return new Row(
        api,
        api.items("scopes").stream()
            .map(scope ->
                new Cell(
                    scope.text("name"),
                    scope.optional("description").orElse(""),
                    on.contains(scope.text("name"))))
            .toList(),
        idle);
  }

  /** What it shows as granted, as the field {@link #HAD} has it. */
  public String had() {
    Map<String, Set<String>> had = new LinkedHashMap<>();
    for (Row row : rows) {
      for (Cell cell : row.cells()) {
        if (cell.on()) {
          had.computeIfAbsent(row.api().text("id"), id -> new TreeSet<>()).add(cell.name());
        }
      }
    }
    return text(had);
  }

  /** The APIs that are seen at once: those where something is granted first. */
  public List<Row> open() {
    List<Row> open = new ArrayList<>(rows.stream().filter(Row::granted).toList());
    List<Row> others = ungranted();
    if (others.size() <= OPEN_APIS) {
      open.addAll(others);
    } else if (open.isEmpty()) {
      // Where nothing is granted yet, a page of closed doors would be no beginning.
      open.addAll(others.subList(0, OPEN_APIS));
    }
    return open;
  }

  /** The users' other APIs. */
  public List<Row> closed() {
    List<Row> closed = new ArrayList<>(ungranted());
    closed.removeAll(open());
    return closed;
  }

  /** The built-in APIs at which nothing is granted: they are powerful, and seldom meant. */
  public List<Row> builtIn() {
    return rows.stream().filter(row -> row.api().flag("built_in") && !row.granted()).toList();
  }

  private List<Row> ungranted() {
    return rows.stream().filter(row -> !row.api().flag("built_in") && !row.granted()).toList();
  }

  /** What a form of them sent: scopes by the id of their API. */
  public static Map<String, Set<String>> sent(Query form) {
    return sent(form, FIELD);
  }

  /** What stands in another field of a form: lines, each an API's id and scopes of it. */
  public static Map<String, Set<String>> sent(Query form, String field) {
    Map<String, Set<String>> scopes = new LinkedHashMap<>();
    for (String value : form.all(field)) {
      for (String line : value.lines().toList()) {
        List<String> words = List.of(line.split(" "));
        if (words.size() > 1 && !words.getFirst().isEmpty()) {
          scopes
              .computeIfAbsent(words.getFirst(), id -> new TreeSet<>())
              .addAll(words.subList(1, words.size()));
        }
      }
    }
    return scopes;
  }

  /** The same as one value of a field. */
  public static String text(Map<String, Set<String>> scopes) {
    return scopes.entrySet().stream()
        .map(each -> each.getKey() + " " + String.join(" ", each.getValue()))
        .collect(Collectors.joining("\n"));
  }

  /** What is in {@code one} and not in {@code other}; APIs of which nothing is left are not. */
  public static Map<String, Set<String>> less(
      Map<String, Set<String>> one, Map<String, Set<String>> other) {
    Map<String, Set<String>> less = new LinkedHashMap<>();
    one.forEach((api, scopes) -> {
      Set<String> left = new TreeSet<>(scopes);
      left.removeAll(other.getOrDefault(api, Set.of()));
      if (!left.isEmpty()) {
        less.put(api, left);
      }
    });
    return less;
  }

  /** What grants permit, by the id of their API. */
  public static Map<String, Set<String>> granted(List<Item> grants) {
    Map<String, Set<String>> granted = new LinkedHashMap<>();
    grants.forEach(
        grant -> granted.put(grant.text("api_id"), new TreeSet<>(grant.texts("scopes"))));
    return granted;
  }
}
