package dev.postern.server.admin;

import dev.postern.protocol.Scopes;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.store.Api;
import dev.postern.store.ApiScope;
import dev.postern.store.Proof;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * What its owner says of an API and may change.
 *
 * @param name its name for people
 * @param scopes the permissions that it knows
 * @param tokenLifetime how long a token lives where the grant does not say
 * @param maxTokenLifetime how long any token may live
 * @param algorithm how its tokens are signed
 * @param proof what its tokens must be bound to
 */
record ApiSettings(
    String name,
    List<ApiScope> scopes,
    Duration tokenLifetime,
    Duration maxTokenLifetime,
    SignatureAlgorithm algorithm,
    Proof proof) {

  private static final int NAME = 128;
  private static final int DESCRIPTION = 512;
  private static final String LIFETIME = "token_lifetime_seconds";
  private static final String MAX_LIFETIME = "max_token_lifetime_seconds";

  static ApiSettings read(Fields fields) {
    String name = fields.requiredText("name", NAME);
    List<ApiScope> scopes = scopes(fields);
    long longest = Api.LONGEST_LIFETIME.toSeconds();
    OptionalLong lifetime = fields.integer(LIFETIME, 1, longest);
    OptionalLong max = fields.integer(MAX_LIFETIME, 1, longest);
    long usual = Api.USUAL_LIFETIME.toSeconds();
    long most = max.orElse(Math.max(usual, lifetime.orElse(usual)));
    long one = lifetime.orElse(Math.min(usual, most));
    if (one > most) {
      fields.wrong(LIFETIME, "is more than " + MAX_LIFETIME);
    }
    SignatureAlgorithm algorithm = algorithm(fields);
    return new ApiSettings(
        name,
        scopes,
        Duration.ofSeconds(one),
        Duration.ofSeconds(most),
        algorithm,
        Demanded.read(fields));
  }

  private static SignatureAlgorithm algorithm(Fields fields) {
    SignatureAlgorithm usual = SignatureAlgorithm.ES256;
    List<String> names =
        Arrays.stream(SignatureAlgorithm.values()).map(SignatureAlgorithm::text).toList();
    String chosen = fields.choice("signing_algorithm", usual.text(), names);
    return SignatureAlgorithm.parse(chosen).orElse(usual);
  }

  private static List<ApiScope> scopes(Fields fields) {
    List<ApiScope> scopes =
        fields.each(
            "scopes",
            Scopes.LIMIT,
            one ->
                new ApiScope(
                    one.requiredText("name", NAME),
                    one.text("description", 0, DESCRIPTION).orElse("")));
    Set<String> names = new TreeSet<>();
    for (int i = 0; i < scopes.size(); i++) {
      String name = scopes.get(i).name();
      // RFC 6749 3.3: scope-token = 1*( %x21 / %x23-5B / %x5D-7E )
      if (!name.isEmpty() && !Scopes.wellFormed(name)) {
        fields.wrong(
            "scopes/" + i + "/name", "is visible ASCII without spaces, quotes and backslashes");
      } else if (!names.add(name)) {
        fields.wrong("scopes/" + i + "/name", "stands there twice");
      }
    }
    if (String.join(" ", names).length() > Scopes.TEXT_LIMIT) {
      fields.wrong("scopes", "have names of more than 2,048 characters together");
    }
    return scopes;
  }

  static ApiSettings of(Api api) {
    return new ApiSettings(
        api.name(),
        api.scopes(),
        api.tokenLifetime(),
        api.maxTokenLifetime(),
        api.algorithm(),
        api.proof());
  }

  /** As {@link #read} takes it. */
  JsonObject json() {
    List<JsonValue> list = new ArrayList<>();
    for (ApiScope scope : scopes) {
      list.add(
          JsonObject.builder()
              .put("name", scope.name())
              .put("description", scope.description())
              .build());
    }
    return JsonObject.builder()
        .put("name", name)
        .put("scopes", new JsonArray(list))
        .put(LIFETIME, tokenLifetime.toSeconds())
        .put(MAX_LIFETIME, maxTokenLifetime.toSeconds())
        .put("signing_algorithm", algorithm.text())
        .put(Demanded.NAME, Demanded.text(proof))
        .build();
  }

  /** {@code api} with these settings, in the epoch {@code epoch}. */
  Api in(Api api, long epoch, long version) {
    Duration longest =
        maxTokenLifetime.compareTo(api.longestLifetime()) > 0
            ? maxTokenLifetime
            : api.longestLifetime();
    return new Api(
        api.id(),
        api.identifier(),
        name,
        scopes,
        tokenLifetime,
        maxTokenLifetime,
        longest,
        algorithm,
        proof,
        epoch,
        api.createdAt(),
        version);
  }
}
