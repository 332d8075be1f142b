package dev.postern.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import java.util.List;
import java.util.Map;
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

    assertThat(new Matrix.Row(api, List.of(cell("a", false), cell("b", true))).granted()).isTrue();
    assertThat(new Matrix.Row(api, List.of(cell("a", false))).granted()).isFalse();
    assertThat(new Matrix.Row(api, List.of()).granted()).isFalse();
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
