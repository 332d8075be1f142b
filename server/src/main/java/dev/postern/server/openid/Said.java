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
 * @param authenticatedAt when he proved himself there, in whole seconds, if it says so
 */
public record Said(
    Principal principal, String name, List<String> roles, Optional<Instant> authenticatedAt) {}
