package dev.postern.server.config;

import dev.postern.protocol.Audience;
import dev.postern.protocol.ClientId;
import java.util.List;
import java.util.Optional;

/**
 * What one value of the provider's claim means here.
 *
 * @param value the value, compared byte for byte
 * @param kind what who has it may do
 * @param only the only APIs where he may, each by its identifier or its id; empty where he is not
 *     limited
 */
public record OpenIdRole(String value, Kind kind, Optional<List<String>> only) {

  private static final int LONGEST = 256;
  private static final int MOST = 100;

  /** What somebody may do. */
  public enum Kind {
    /** Everything, at both built-in APIs. */
    ADMIN,
    /** See everything at the Admin API. */
    VIEWER
  }

  /** Refuses a value that is none, and a limit to nothing. */
  public OpenIdRole {
    only = only.map(List::copyOf);
    if (value.isEmpty() || value.length() > LONGEST) {
      throw new IllegalArgumentException("no value of a claim");
    }
    if (only.filter(apis -> apis.isEmpty() || apis.size() > MOST).isPresent()
        || only.stream().flatMap(List::stream).anyMatch(api -> !names(api))) {
      throw new IllegalArgumentException("no APIs to be limited to");
    }
  }

  /** Whether it is written as an identifier, or as an id that this server made. */
  private static boolean names(String api) {
    return Audience.parse(api).isPresent()
        || (api.startsWith("api_") && ClientId.parse(api).isPresent());
  }

  /**
   * Reads {@code VALUE=admin} or {@code VALUE=viewer}, either with {@code only API API…} behind it;
   * {@link IllegalArgumentException} where it is neither. A value may have {@code =} in it, and so
   * may an identifier: the value ends at the first behind which a role stands.
   */
  public static OpenIdRole parse(String text) {
    for (int at = text.indexOf('='); at >= 0; at = text.indexOf('=', at + 1)) {
      // An identifier has no space in it.
      List<String> words = List.of(text.substring(at + 1).strip().split(" +", -1));
      Optional<Kind> kind = kind(words.getFirst());
      if (kind.isPresent() && words.size() == 1) {
        return new OpenIdRole(text.substring(0, at).strip(), kind.get(), Optional.empty());
      }
      if (kind.isPresent() && words.get(1).equals("only")) {
        List<String> only = words.subList(2, words.size());
        return new OpenIdRole(text.substring(0, at).strip(), kind.get(), Optional.of(only));
      }
    }
    throw new IllegalArgumentException("no such role");
  }

  private static Optional<Kind> kind(String word) {
    return switch (word) {
      case "admin" -> Optional.of(Kind.ADMIN);
      case "viewer" -> Optional.of(Kind.VIEWER);
      default -> Optional.empty();
    };
  }
}
