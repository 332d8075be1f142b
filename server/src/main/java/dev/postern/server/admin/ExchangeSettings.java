package dev.postern.server.admin;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import dev.postern.store.Api;
import dev.postern.store.ApiId;
import dev.postern.store.BuiltInApi;
import dev.postern.store.Exchange;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** For which tokens of others a grant gives tokens in exchange, as its owner says it. */
final class ExchangeSettings {

  static final String NAME = "exchange";

  private static final String FROM = "from";
  private static final String SUBJECTS = "subjects";
  private static final String SCOPES = "scopes";
  private static final String MODE = "mode";
  private static final String DELEGATION = "delegation";
  private static final String IMPERSONATION = "impersonation";
  private static final int MOST = 100;
  private static final Exchange NOTHING =
      new Exchange(Set.of(), Set.of(), Scopes.none(), Exchange.Mode.DELEGATION);

  private ExchangeSettings() {}

  /**
   * What the body says of it for a grant at {@code api}; null where it says nothing. What stood
   * there {@code before} is not asked again: an API that was deleted since, or a scope, must not
   * keep anybody from narrowing the grant. Who is limited to chosen APIs names none but them.
   */
  static @Nullable Exchange read(Fields fields, Api api, Edit edit, @Nullable Exchange before) {
    Exchange held = before == null ? NOTHING : before;
    Optional<Exchange> exchange =
        fields.within(NAME, inner -> terms(inner, api.scopeNames(), edit, held));
    // Whoever calls a built-in API answers for what he does there himself.
    if (exchange.isPresent() && api.identifier() instanceof BuiltInApi) {
      fields.wrong(NAME, "cannot be had at a built-in API");
    }
    return exchange.orElse(null);
  }

  private static Exchange terms(Fields fields, Scopes known, Edit edit, Exchange held) {
    Set<ApiId> from = from(fields, id -> held.from().contains(id) || callable(id, edit));
    Set<ClientId> subjects = subjects(fields);
    Predicate<String> sound = name -> known.contains(name) || held.scopes().contains(name);
    Scopes scopes = fields.has(SCOPES) ? fields.scopes(SCOPES, sound) : Scopes.none();
    String mode = fields.choice(MODE, DELEGATION, List.of(DELEGATION, IMPERSONATION));
    return new Exchange(
        from,
        subjects,
        scopes,
        mode.equals(DELEGATION) ? Exchange.Mode.DELEGATION : Exchange.Mode.IMPERSONATION);
  }

  private static Set<ApiId> from(Fields fields, Predicate<ApiId> sound) {
    Set<ApiId> all = new LinkedHashSet<>();
    if (!fields.has(FROM)) {
      fields.wrong(FROM, "is missing");
      return all;
    }
    List<String> texts = some(fields, FROM);
    for (int i = 0; i < texts.size(); i++) {
      Optional<ApiId> id = Named.apiId(texts.get(i)).filter(sound);
      String at = FROM + "/" + i;
      id.ifPresentOrElse(
          all::add, () -> fields.wrong(at, "is no API of this tenant, or a built-in one"));
    }
    return all;
  }

  private static boolean callable(ApiId id, Edit edit) {
    return edit.by().reach().covers(id)
        && edit.tenant()
            .api(id)
            .filter(api -> !(api.identifier() instanceof BuiltInApi))
            .isPresent();
  }

  private static Set<ClientId> subjects(Fields fields) {
    Set<ClientId> all = new LinkedHashSet<>();
    List<String> texts = fields.has(SUBJECTS) ? some(fields, SUBJECTS) : List.of();
    for (int i = 0; i < texts.size(); i++) {
      String at = SUBJECTS + "/" + i;
      ClientId.parse(texts.get(i))
          .ifPresentOrElse(all::add, () -> fields.wrong(at, "is no client id"));
    }
    return all;
  }

  /** At least one: nobody who takes the last out of a list means that all are allowed then. */
  private static List<String> some(Fields fields, String name) {
    if (fields.member(name).filter(new JsonArray(List.of())::equals).isPresent()) {
      fields.wrong(name, "names at least one");
      return List.of();
    }
    return fields.texts(name, MOST);
  }

  /** As the Admin API shows it. */
  static JsonValue view(@Nullable Exchange exchange) {
    if (exchange == null) {
      return JsonNull.NULL;
    }
    return JsonObject.builder()
        .put(FROM, sorted(exchange.from().stream().map(ApiId::text).toList()))
        .put(SUBJECTS, unlessAny(sorted(exchange.subjects().stream().map(ClientId::text).toList())))
        .put(SCOPES, unlessAny(JsonArray.ofStrings(exchange.scopes().list())))
        .put(MODE, exchange.mode().name().toLowerCase(Locale.ROOT))
        .build();
  }

  private static JsonArray sorted(Collection<String> texts) {
    return JsonArray.ofStrings(texts.stream().sorted().toList());
  }

  private static JsonValue unlessAny(JsonArray texts) {
    return texts.values().isEmpty() ? JsonNull.NULL : texts;
  }
}
