package dev.postern.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a form of checkboxes sends. */
final class MatrixTest {

  @Test
  void whatIsTickedIsSentByApi() {
    Query form =
        Query.NONE
            .and("form_token", "x")
            .and(Matrix.FIELD, "api1 files:read")
            .and(Matrix.FIELD, "api2 files:read")
            .and(Matrix.FIELD, "api1 files:write")
            .and(Matrix.FIELD, "api1 files:read");

    assertThat(Matrix.sent(form))
        .isEqualTo(
            Map.of("api1", Set.of("files:read", "files:write"), "api2", Set.of("files:read")));
  }

  @Test
  void nothingTickedIsNothing() {
    assertThat(Matrix.sent(Query.parse("form_token=x"))).isEmpty();
  }

  @Test
  void whatNoFormOfOursSendsIsLeftOut() {
    assertThat(
            Matrix.sent(
                Query.NONE
                    .and(Matrix.FIELD, "")
                    .and(Matrix.FIELD, " files:read")
                    .and(Matrix.FIELD, "api1")))
        .isEmpty();
  }

  @Test
  void aFormThatNobodyTouchedSendsWhatIsGranted() {
    Map<String, Set<String>> granted =
        Matrix.granted(List.of(grant("api1", "b", "a"), grant("api2", "c")));
    Query form = Query.NONE;
    for (Map.Entry<String, Set<String>> api : granted.entrySet()) {
      for (String scope : api.getValue()) {
        // As the template matrixrow writes it.
        form = form.and(Matrix.FIELD, api.getKey() + " " + scope);
      }
    }

    assertThat(granted).isEqualTo(Map.of("api1", Set.of("a", "b"), "api2", Set.of("c")));
    assertThat(Matrix.sent(Query.parse(form.text()))).isEqualTo(granted);
  }

  @Test
  void anApiIsGrantedIfAnyOfItsScopesIs() {
    Item api = new Item(JsonObject.EMPTY);

    assertThat(
            new Matrix.Row(api, List.of(cell("a", false), cell("b", true)), Optional.empty())
                .granted())
        .isTrue();
    assertThat(new Matrix.Row(api, List.of(cell("a", false)), Optional.empty()).granted())
        .isFalse();
    assertThat(new Matrix.Row(api, List.of(), Optional.empty()).granted()).isFalse();
  }

  @Test
  void whatIsGrantedStandsFirstAndManyOthersAreClosed() {
    Matrix few = matrix(List.of(row("a"), row("b", "x"), row("c"), row("d")));
    assertThat(names(few.open())).containsExactly("b", "a", "c", "d");
    assertThat(few.closed()).isEmpty();

    Matrix many = matrix(List.of(row("a"), row("b", "x"), row("c"), row("d"), row("e")));
    assertThat(names(many.open())).containsExactly("b");
    assertThat(names(many.closed())).containsExactly("a", "c", "d", "e");
  }

  @Test
  void whereNothingIsGrantedYetThreeAreOpen() {
    Matrix none = matrix(List.of(row("a"), row("b"), row("c"), row("d"), row("e")));
    assertThat(names(none.open())).containsExactly("a", "b", "c");
    assertThat(names(none.closed())).containsExactly("d", "e");
  }

  @Test
  void builtInApisAreOpenOnlyWhereSomethingOfThemIsGranted() {
    Item builtIn =
        new Item(JsonObject.builder().put("name", "admin").put("built_in", true).build());
    Matrix.Row granted = new Matrix.Row(builtIn, List.of(cell("x", true)), Optional.empty());
    Matrix.Row not = new Matrix.Row(builtIn, List.of(cell("x", false)), Optional.empty());

    assertThat(matrix(List.of(row("a"), granted)).open()).containsExactly(granted, row("a"));
    assertThat(matrix(List.of(row("a"), granted)).builtIn()).isEmpty();
    assertThat(matrix(List.of(row("a"), not)).open()).containsExactly(row("a"));
    assertThat(matrix(List.of(row("a"), not)).builtIn()).containsExactly(not);
  }

  @Test
  void aLongListOfScopesIsClosedBehindTheTwelfthButForWhatIsGranted() {
    List<Matrix.Cell> cells = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      cells.add(cell("s" + i, i >= 18));
    }
    Matrix.Row row = new Matrix.Row(new Item(JsonObject.EMPTY), cells, Optional.empty());

    assertThat(row.open()).hasSize(12).contains(cells.get(18), cells.get(19), cells.get(9));
    assertThat(row.closed()).hasSize(8).contains(cells.get(10), cells.get(17));
    assertThat(new Matrix.Row(row.api(), cells.subList(0, 12), Optional.empty()).closed())
        .isEmpty();
  }

  @Test
  void whatIsInOneAndNotInTheOtherIsLess() {
    Map<String, Set<String>> one = Map.of("api1", Set.of("a", "b"), "api2", Set.of("c"));

    assertThat(Matrix.less(one, Map.of("api1", Set.of("a", "d"))))
        .isEqualTo(Map.of("api1", Set.of("b"), "api2", Set.of("c")));
    assertThat(Matrix.less(one, one)).isEmpty();
  }

  @Test
  void whatManyLinesOfOneFieldSayIsReadAsWhatManyFieldsSay() {
    Map<String, Set<String>> scopes =
        Matrix.sent(
            Query.NONE
                .and(Matrix.FIELD, "api1 b")
                .and(Matrix.FIELD, "api1 a")
                .and(Matrix.FIELD, "api2 c"));
    String text = Matrix.text(scopes);

    assertThat(text).isEqualTo("api1 a b\napi2 c");
    // A browser sends the end of a line as two characters.
    Query form = Query.NONE.and(Matrix.HAD, text.replace("\n", "\r\n"));
    assertThat(Matrix.sent(Query.parse(form.text()), Matrix.HAD)).isEqualTo(scopes);
    assertThat(Matrix.sent(Query.NONE.and(Matrix.HAD, ""), Matrix.HAD)).isEmpty();
  }

  @Test
  void aFormSaysOfWhatItShowsAloneThatItWasGranted() {
    Matrix.Row shown =
        new Matrix.Row(
            new Item(JsonObject.builder().put("id", "api1").build()),
            List.of(cell("a", true), cell("b", false), cell("c", true)),
            Optional.empty());
    Matrix.Row nothing =
        new Matrix.Row(
            new Item(JsonObject.builder().put("id", "api2").build()),
            List.of(cell("a", false)),
            Optional.empty());

    assertThat(matrix(List.of(shown, nothing)).had()).isEqualTo("api1 a c");
  }

  @Test
  void ofVeryManyScopesThoseThatAreGrantedAreShownAndThatThereAreMoreIsSaid() {
    List<Matrix.Cell> cells = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      cells.add(cell("s" + i, false));
    }
    List<Matrix.Row> rows = new ArrayList<>();
    for (String name : List.of("a", "b", "c", "d")) {
      rows.add(
          new Matrix.Row(
              new Item(JsonObject.builder().put("name", name).build()), cells, Optional.empty()));
    }
    rows.add(row("e", "x"));

    Matrix cut = Matrix.cut(rows, false, "");
    assertThat(names(cut.rows())).containsExactly("e", "a", "b");
    assertThat(cut.more()).isTrue();
    assertThat(Matrix.cut(rows.subList(2, 5), false, "").more()).isFalse();
    assertThat(Matrix.cut(rows.subList(2, 5), true, "").more()).isTrue();
  }

  @Test
  void anApiWithMoreScopesThanAreShownOfAllIsShownWhole() {
    List<Matrix.Cell> cells = new ArrayList<>();
    for (int i = 0; i < 1_050; i++) {
      cells.add(cell("s" + i, true));
    }
    Matrix.Row row = new Matrix.Row(row("a").api(), cells, Optional.empty());

    assertThat(Matrix.cut(List.of(row, row("b")), false, "").rows()).containsExactly(row);
  }

  private static Matrix matrix(List<Matrix.Row> rows) {
    return new Matrix(rows, false, "");
  }

  private static Matrix.Row row(String name, String... granted) {
    return new Matrix.Row(
        new Item(JsonObject.builder().put("name", name).build()),
        List.of(granted.length == 0 ? cell("x", false) : cell(granted[0], true)),
        Optional.empty());
  }

  private static List<String> names(List<Matrix.Row> rows) {
    return rows.stream().map(row -> row.api().text("name")).toList();
  }

  private static Matrix.Cell cell(String name, boolean on) {
    return new Matrix.Cell(name, "", on);
  }

  private static Item grant(String api, String... scopes) {
    return new Item(
        JsonObject.builder()
            .put("api_id", api)
            .put("scopes", JsonArray.ofStrings(List.of(scopes)))
            .build());
  }
}
