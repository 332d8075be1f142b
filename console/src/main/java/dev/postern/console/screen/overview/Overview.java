package dev.postern.console.screen.overview;

import dev.postern.console.web.Room;
import java.util.List;

/** How things stand at a glance. */
public final class Overview {

  private Overview() {}

  /** Its rooms. */
  public static List<Room> rooms() {
    return List.of(Room.get("", visit -> visit.page("overview.jte", visit.now())));
  }
}
