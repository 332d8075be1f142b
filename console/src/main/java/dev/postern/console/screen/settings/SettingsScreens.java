package dev.postern.console.screen.settings;

import dev.postern.console.gate.Answer;
import dev.postern.console.web.Item;
import dev.postern.console.web.Me;
import dev.postern.console.web.Option;
import dev.postern.console.web.Room;
import dev.postern.console.web.Urls;
import dev.postern.console.web.Visit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a tenant is set to, and what one is oneself. */
public final class SettingsScreens {

  private SettingsScreens() {}

  /**
   * What the page shows.
   *
   * @param tenant the tenant, where the person may see it
   * @param endpoints what others have to know
   * @param only the APIs that the person is limited to, by their names; empty where he is not
   */
  public record Shown(Optional<Item> tenant, List<Endpoint> endpoints, List<Option> only) {}

  /**
   * An address that others have to know.
   *
   * @param name the name of its text
   * @param url the address
   */
  public record Endpoint(String name, String url) {}

  /** Its rooms. */
  public static List<Room> rooms() {
    return List.of(Room.get("/settings", SettingsScreens::page));
  }

  private static Answer page(Visit visit) {
    String issuer = visit.frame().place().issuer();
    String below = issuer.endsWith("/") ? issuer : issuer + "/";
    Optional<Item> tenant =
        visit.may("tenants:read")
            ? visit.find(Urls.path("/tenants/{}", visit.frame().place().tenant()))
            : Optional.empty();
    return visit.page(
        "settings.jte",
        new Shown(
            tenant,
            List.of(
                new Endpoint("issuer", issuer),
                new Endpoint("token", below + "service/oauth/token"),
                new Endpoint("keys", below + "service/oauth/jwks"),
                new Endpoint("feed", below + "service/oauth/revocations"),
                new Endpoint("admin", below + "admin/v1"),
                new Endpoint("identity", below + "identity/v2/manage")),
            only(visit)));
  }

  private static List<Option> only(Visit visit) {
    List<Option> only = new ArrayList<>();
    for (String api : visit.frame().me().flatMap(Me::onlyApis).orElse(List.of())) {
      Optional<Item> found = visit.find(Urls.path("/apis/{}", api));
      only.add(new Option(api, found.map(it -> it.text("name")).orElse(api)));
    }
    return only;
  }
}
