package dev.postern.console.screen.audit;

import dev.postern.console.web.Room;
import java.util.List;

/** The audit log: searched, compared, verified. */
public final class AuditScreens {

  private AuditScreens() {}

  /** Its rooms. */
  public static List<Room> rooms() {
    return List.of();
  }
}
