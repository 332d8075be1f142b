package dev.postern.console.screen.tenants;

import dev.postern.console.web.Room;
import java.util.List;

/** Tenants, as the tenant default sees them. */
public final class TenantScreens {

  private TenantScreens() {}

  /** Its rooms. */
  public static List<Room> rooms() {
    return List.of();
  }
}
