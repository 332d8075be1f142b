package dev.postern.console.web;

import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Grants of apps at the Admin API, which takes each as a whole: what is put is refused where the
 * grant is no longer as it was read.
 */
public final class Grants {

  private static final List<String> KEPT =
      List.of("claims", "token_lifetime_seconds", "expires_at", "status", "exchange", "only_apis");

  private static final Query LONG = Query.NONE.and("limit", "500");

  /** An app has at most 1,000 grants. */
  private static final int PARTS = 2;

  private Grants() {}

  /**
   * What an app may do at an API.
   *
   * @param path where that is put
   * @param grant what is there, and which version of it; empty where nothing is
   */
  public record Held(String path, Optional<Api.Read> grant) {

    /** The grant; empty where there is none. */
    public Optional<Item> item() {
      return grant.map(Api.Read::item);
    }

    /** Its scopes. */
    public Set<String> scopes() {
      return new TreeSet<>(item().map(grant -> grant.texts("scopes")).orElse(List.of()));
    }

    /** Puts a grant with these scopes in its place: all else stays as it was, if it was there. */
    public Item put(Visit visit, Set<String> scopes) throws ApiRefused {
      JsonObject.Builder body = JsonObject.builder();
      item()
          .ifPresent(grant ->
              KEPT.forEach(
                  name -> grant.json().member(name).ifPresent(value -> body.put(name, value))));
      return visit
          .api()
          .put(
              path,
              body.put("scopes", JsonArray.ofStrings(scopes)).build(),
              grant.map(Api.Read::tag));
    }

    /** Takes everything away. */
    public void delete(Visit visit) throws ApiRefused {
      if (grant.isPresent()) {
        visit.api().delete(path, grant.get().tag());
      }
    }
  }

  /** All grants of an app. */
  public static List<Item> all(Visit visit, String app) throws ApiRefused {
    return visit.api().list(Urls.path("/apps/{}/grants", app), LONG, PARTS).items();
  }

  /**
   * What an app may do at an API. Only where it is said that there is nothing is there nothing: a
   * grant that could not be read would be taken for none.
   */
  public static Held at(Visit visit, String app, String api) throws ApiRefused {
    String path = Urls.path("/apps/{}/grants/{}", app, api);
    try {
      return new Held(path, Optional.of(visit.api().read(path)));
    } catch (ApiRefused refused) {
      if (refused.status() == 404) {
        return new Held(path, Optional.empty());
      }
      throw refused;
    }
  }

  /** Whether it is suspended: then it gives no token. */
  public static boolean suspended(Item grant) {
    return grant.text("status").equals("suspended");
  }

  /** Whether it is over: then it gives no token either. */
  public static boolean ended(Item grant, Instant now) {
    return grant.instant("expires_at").filter(end -> !end.isAfter(now)).isPresent();
  }
}
