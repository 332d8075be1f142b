package dev.postern.console.screen.apps;

import dev.postern.console.web.Room;
import java.util.List;

/** Apps: found, made, seen from all sides, narrowed, blocked. */
public final class AppScreens {

  private AppScreens() {}

  /** Its rooms. */
  public static List<Room> rooms() {
    return List.of();
  }
}
