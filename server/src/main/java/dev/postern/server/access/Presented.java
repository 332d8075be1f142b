package dev.postern.server.access;

import dev.postern.server.possession.Shown;
import java.util.List;

/**
 * What a call of a built-in API shows, as it came.
 *
 * @param authorization every value of its Authorization header
 * @param shown what proves that its sender holds a key or certificate, if there is anything
 * @param from its sender's network address
 */
public record Presented(List<String> authorization, Shown shown, String from) {

  /** Copies the list. */
  public Presented {
    authorization = List.copyOf(authorization);
  }

  /** Where it comes from, nothing of the token. */
  @Override
  public String toString() {
    return "Presented[from " + from + "]";
  }
}
