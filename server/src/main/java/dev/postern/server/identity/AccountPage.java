package dev.postern.server.identity;

import dev.postern.protocol.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * A part of the list of accounts.
 *
 * @param profiles the profiles, in the order of their uids
 * @param next the last uid of this page where another page follows
 */
public record AccountPage(List<JsonObject> profiles, Optional<Uid> next) {

  /** The page where nobody chooses. */
  public static final int USUAL = 50;

  /** The longest page. */
  public static final int LONGEST = 100;

  /** Copies the list. */
  public AccountPage {
    profiles = List.copyOf(profiles);
  }

  /** Names no person. */
  @Override
  public String toString() {
    return "AccountPage[" + profiles.size() + "]";
  }
}
