package dev.postern.console.web;

import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who is signed in, as the Admin API says it.
 *
 * @param clientId the person
 * @param name his name
 * @param scopes what his session permits, and what he can have another for: accounts
 * @param signedInAt when he signed in
 * @param until when he has to do so again, whatever he does
 */
public record Me(
    String clientId, String name, Set<String> scopes, Instant signedInAt, Instant until) {

  static Me of(Item item, Session session) {
    return new Me(
        item.text("client_id"),
        item.text("name"),
        Stream.of("scopes", "identity_scopes")
            .flatMap(name -> item.texts(name).stream())
            .collect(Collectors.toUnmodifiableSet()),
        session.issuedAt(),
        session.expiresAt());
  }

  /** Whether he may do what {@code scope} opens. */
  public boolean may(String scope) {
    return scopes.contains(scope);
  }
}
