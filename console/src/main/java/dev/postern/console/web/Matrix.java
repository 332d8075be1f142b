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
      Set<String> on = granted.getOrDefault(api.text("id"), Set.of());
      List<Cell> cells =
          api.items("scopes").stream()
              .map(scope ->
                  new Cell(
                      scope.text("name"),
                      scope.optional("description").orElse(""),
                      on.contains(scope.text("name"))))
              .toList();
      rows.add(new Row(api, cells));
    }
    // What people defined themselves comes first.
    rows.sort(Comparator.comparing(row -> row.api().flag("built_in")));
    return new Matrix(rows);
  }

  /** What a form of them sent: scopes by the id of their API. */
  public static Map<String, Set<String>> sent(Query form) {
    Map<String, Set<String>> scopes = new LinkedHashMap<>();
    for (String value : form.all(FIELD)) {
      int space = value.indexOf(' ');
      if (space > 0) {
        scopes
            .computeIfAbsent(value.substring(0, space), id -> new TreeSet<>())
            .add(value.substring(space + 1));
      }
    }
    return scopes;
  }

  /** What grants permit, by the id of their API. */
  public static Map<String, Set<String>> granted(List<Item> grants) {
    Map<String, Set<String>> granted = new LinkedHashMap<>();
    grants.forEach(
        grant -> granted.put(grant.text("api_id"), new TreeSet<>(grant.texts("scopes"))));
    return granted;
  }
}
