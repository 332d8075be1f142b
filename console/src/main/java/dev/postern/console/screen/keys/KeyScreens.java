package dev.postern.console.screen.keys;

import dev.postern.console.web.Room;
import java.util.List;

/** Signing keys and their lives. */
public final class KeyScreens {

  private KeyScreens() {}

  /** Its rooms. */
  public static List<Room> rooms() {
    return List.of();
  }
}
