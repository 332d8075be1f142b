package dev.postern.console.web;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * APIs and their scopes, of which some are granted: what a form of checkboxes shows and sends.
 *
 * @param rows one for each API
 */
public record Matrix(List<Row> rows) {

  /** The field of every checkbox: its value is the API's id, a space, and the scope. */
  public static final String FIELD = "scope";

  private static final String MOST = "500";

  /** How many scopes of an API stand in the open where not more of them are granted. */
  private static final int OPEN_SCOPES = 12;

  /** How many APIs that nothing is granted at stand in the open. */
  private static final int OPEN_APIS = 3;

  /**
   * One API.
   *
   * @param api as the Admin API has it
   * @param cells one for each of its scopes
   */
  public record Row(Item api, List<Cell> cells) {

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

  /** All APIs of the tenant, and what is granted by the id of each. */
  public static Matrix of(Visit visit, Map<String, Set<String>> granted) throws ApiRefused {
    List<Row> rows = new ArrayList<>();
    for (Item api : visit.api().list("/apis", Query.NONE.and("limit", MOST)).items()) {
      rows.add(row(api, granted.getOrDefault(api.text("id"), Set.of())));
    }
    // What people defined themselves comes first.
    rows.sort(Comparator.comparing(row -> row.api().flag("built_in")));
    return new Matrix(rows);
  }

  /** One API, and which of its scopes are granted. */
  public static Row row(Item api, Set<String> on) {
    return new Row(
        api,
        api.items("scopes").stream()
            .map(scope ->
                new Cell(
                    scope.text("name"),
                    scope.optional("description").orElse(""),
                    on.contains(scope.text("name"))))
            .toList());
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

  /** What stands in another field of a form in the same way. */
  public static Map<String, Set<String>> sent(Query form, String field) {
    Map<String, Set<String>> scopes = new LinkedHashMap<>();
    for (String value : form.all(field)) {
      int space = value.indexOf(' ');
      if (space > 0) {
        scopes
            .computeIfAbsent(value.substring(0, space), id -> new TreeSet<>())
            .add(value.substring(space + 1));
      }
    }
    return scopes;
  }

  /** The same as a form has it. */
  public static List<String> values(Map<String, Set<String>> scopes) {
    List<String> values = new ArrayList<>();
    scopes.forEach((api, names) -> names.forEach(name -> values.add(api + " " + name)));
    return values;
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
