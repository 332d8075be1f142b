package dev.postern.console.screen.tenants;

import dev.postern.console.gate.Answer;
import dev.postern.console.web.ApiRefused;
import dev.postern.console.web.Item;
import dev.postern.console.web.Listed;
import dev.postern.console.web.NotFresh;
import dev.postern.console.web.Room;
import dev.postern.console.web.Urls;
import dev.postern.console.web.Visit;
import dev.postern.protocol.json.JsonObject;
import java.util.List;

/** Tenants, as the tenant default sees them. */
public final class TenantScreens {

  private static final int PART = 50;

  private TenantScreens() {}

  /** Its rooms. */
  public static List<Room> rooms() {
    return List.of(
        Room.get("/tenants", TenantScreens::page),
        Room.post("/tenants", TenantScreens::found),
        Room.post("/tenants/{name}/block", visit -> status(visit, "blocked")),
        Room.post("/tenants/{name}/unblock", visit -> status(visit, "active")));
  }

  private static Answer page(Visit visit) throws ApiRefused {
    Listed tenants = visit.api().list("/tenants", visit.part(PART));
    return visit.page("tenants.jte", tenants);
  }

  private static Answer found(Visit visit) throws ApiRefused, NotFresh {
    visit.fresh();
    Item made =
        visit
            .api()
            .post(
                "/tenants",
                JsonObject.builder().put("name", visit.form().first("name").orElse("")).build());
    return visit.page("tenantmade.jte", made);
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
