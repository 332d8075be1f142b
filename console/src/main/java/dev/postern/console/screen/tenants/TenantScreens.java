package dev.postern.console.screen.tenants;

import dev.postern.console.gate.Answer;
import dev.postern.console.web.ApiRefused;
import dev.postern.console.web.Item;
import dev.postern.console.web.Listed;
import dev.postern.console.web.NotFresh;
import dev.postern.console.web.Pretty;
import dev.postern.console.web.Query;
import dev.postern.console.web.Room;
import dev.postern.console.web.Urls;
import dev.postern.console.web.Visit;
import dev.postern.protocol.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Tenants, as the tenant default sees them. */
public final class TenantScreens {

  private static final int PART = 50;

  private TenantScreens() {}

  /**
   * A part of the list, and the form for a new one.
   *
   * @param tenants the tenants
   * @param form what was filled in
   * @param refused what the Admin API says of it
   */
  public record Shown(Listed tenants, Query form, Optional<ApiRefused> refused) {

    /** What is wrong with the name; empty where nothing is. */
    public String wrong() {
      return refused
          .map(it ->
              it.faults().stream().map(ApiRefused.Fault::detail).findFirst().orElse(it.detail()))
          .orElse("");
    }
  }

  /**
   * A tenant that was just made.
   *
   * @param name its name
   * @param issuer its issuer
   * @param operator its operator's credential, which is shown this once, as it stands in a file
   * @param console where its console is; empty where that is not known from here
   */
  public record Made(String name, String issuer, String operator, Optional<String> console) {

    /** Without the credential. */
    @Override
    public String toString() {
      return name;
    }
  }

  /** Its rooms. */
  public static List<Room> rooms() {
    return List.of(
        Room.get("/tenants", TenantScreens::page),
        Room.post("/tenants", TenantScreens::found),
        Room.post("/tenants/{name}/block", visit -> status(visit, "blocked")),
        Room.post("/tenants/{name}/unblock", visit -> status(visit, "active")));
  }

  private static Answer page(Visit visit) throws ApiRefused {
    return page(visit, 200, Query.NONE, Optional.empty());
  }

  private static Answer page(Visit visit, int status, Query form, Optional<ApiRefused> refused)
      throws ApiRefused {
    Listed tenants = visit.api().list("/tenants", visit.part(PART));
    return visit.page(status, "tenants.jte", new Shown(tenants, form, refused));
  }

  private static Answer found(Visit visit) throws ApiRefused, NotFresh {
    visit.fresh();
    Query form = visit.form();
    JsonObject body = JsonObject.builder().put("name", form.first("name").orElse("")).build();
    try {
      Item made = visit.api().post("/tenants", body);
      String issuer = made.text("issuer");
      return visit.page(
          "tenantmade.jte",
          new Made(
              made.text("name"),
              issuer,
              Pretty.text(made.item("operator").orElseThrow().json()),
              beside(visit) ? Optional.of(issuer + "console") : Optional.empty()));
    } catch (ApiRefused refused) {
      if (refused.status() != 400 && refused.status() != 409) {
        throw refused;
      }
      return page(visit, refused.status(), form, Optional.of(refused));
    }
  }

  /**
   * Whether this console is below its tenant's issuer, as then that of every other tenant is.
   * Browsers know {@code 127.0.0.1} by the name {@code localhost}.
   */
  private static boolean beside(Visit visit) {
    String issuer = URI.create(visit.frame().place().issuer()).getAuthority();
    return visit
        .asked()
        .host()
        .replace("localhost", "127.0.0.1")
        .equals(issuer.replace("localhost", "127.0.0.1"));
  }

  private static Answer status(Visit visit, String status) throws ApiRefused {
    visit
        .api()
        .patch(
            Urls.path("/tenants/{}", visit.segment("name")),
            JsonObject.builder().put("status", status).build());
    return visit.to("/tenants", status.equals("blocked") ? "tenant-blocked" : "tenant-unblocked");
  }
}
