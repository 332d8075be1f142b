package dev.postern.jdbc;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.store.ApiId;
import dev.postern.store.Exchange;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a grant gives in exchange, as the JSON of a row; most grants have none. */
final class ExchangeTerms {

  private static final String FROM = "from";
  private static final String SUBJECTS = "subjects";
  private static final String SCOPES = "scopes";
  private static final String MODE = "mode";

  private ExchangeTerms() {}

  static @Nullable String text(@Nullable Exchange terms) {
    if (terms == null) {
      return null;
    }
    return JsonObject.builder()
        .put(FROM, sorted(terms.from().stream().map(ApiId::text).toList()))
        .put(SUBJECTS, sorted(terms.subjects().stream().map(ClientId::text).toList()))
        .put(SCOPES, JsonArray.ofStrings(terms.scopes().list()))
        .put(MODE, terms.mode().name())
        .build()
        .text();
  }

  private static JsonArray sorted(Collection<String> texts) {
    return JsonArray.ofStrings(texts.stream().sorted().toList());
  }

  static Exchange read(String text) throws SQLException {
    JsonObject terms = Rows.object(text);
    try {
      Set<ApiId> from = new HashSet<>();
      strings(terms, FROM).forEach(id -> from.add(new ApiId(id)));
      Set<ClientId> subjects = new HashSet<>();
      strings(terms, SUBJECTS).forEach(id -> subjects.add(new ClientId(id)));
      return new Exchange(
          from,
          subjects,
          Scopes.of(strings(terms, SCOPES)),
          Exchange.Mode.valueOf(terms.string(MODE)));
    } catch (JsonFault | IllegalArgumentException e) {
      throw new SQLException("malformed exchange of a grant", e);
    }
  }

  private static List<String> strings(JsonObject terms, String name) throws JsonFault {
    return terms.array(name).strings();
  }
}
