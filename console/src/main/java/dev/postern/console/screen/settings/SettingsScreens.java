package dev.postern.console.screen.settings;

import dev.postern.console.web.Room;
import java.util.List;

/** What a tenant is set to, and what one is oneself. */
public final class SettingsScreens {

  private SettingsScreens() {}

  /** Its rooms. */
  public static List<Room> rooms() {
    return List.of();
  }
}
