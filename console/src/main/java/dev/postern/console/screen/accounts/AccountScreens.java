package dev.postern.console.screen.accounts;

import dev.postern.console.web.Room;
import java.util.List;

/** Accounts of the Identity Management API. */
public final class AccountScreens {

  private AccountScreens() {}

  /** Its rooms. */
  public static List<Room> rooms() {
    return List.of();
  }
}
