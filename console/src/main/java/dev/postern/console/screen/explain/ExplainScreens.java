package dev.postern.console.screen.explain;

import dev.postern.console.web.Room;
import java.util.List;

/** Why a request got a token or none, and what a token is worth. */
public final class ExplainScreens {

  private ExplainScreens() {}

  /** Its rooms. */
  public static List<Room> rooms() {
    return List.of();
  }
}
