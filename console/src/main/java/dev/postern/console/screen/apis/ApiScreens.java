package dev.postern.console.screen.apis;

import dev.postern.console.web.Room;
import java.util.List;

/** APIs: defined, changed, and where they are used. */
public final class ApiScreens {

  private ApiScreens() {}

  /** Its rooms. */
  public static List<Room> rooms() {
    return List.of();
  }
}
