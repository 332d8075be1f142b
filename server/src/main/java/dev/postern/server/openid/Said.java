package dev.postern.server.openid;

import dev.postern.store.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the provider says of somebody, checked.
 *
 * @param principal who he is there
 * @param name what people know him by
 * @param roles the values of the claim that tells what he is
 * @param instead the names of the claims that there are, where that one is missing; else empty
 * @param authenticatedAt when he proved himself there, in whole seconds, if it says so
 */
public record Said(
    Principal principal,
    String name,
    List<String> roles,
    List<String> instead,
    Optional<Instant> authenticatedAt) {

  /** Copies the lists. */
  public Said {
    roles = List.copyOf(roles);
    instead = List.copyOf(instead);
  }
}
