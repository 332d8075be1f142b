package dev.postern.console.screen.people;

import dev.postern.console.web.Room;
import java.util.List;

/** Who may come into the console, and as what. */
public final class PeopleScreens {

  private PeopleScreens() {}

  /** Its rooms. */
  public static List<Room> rooms() {
    return List.of();
  }
}
