package dev.postern.console.web;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who is signed in, as the Admin API says it.
 *
 * @param clientId the person
 * @param name his name
 * @param scopes what his session permits, and what he can have another for: accounts
 * @param onlyApis the ids of the only APIs that he may administer; empty where he is not limited
 * @param signedInAt when he signed in
 * @param until when he has to do so again, whatever he does
 * @param openId whether the company's OpenID provider vouches for him
 * @param freshUntil until when what hurts can be done without another sign-in
 */
public record Me(
    String clientId,
    String name,
    Set<String> scopes,
    Optional<List<String>> onlyApis,
    Instant signedInAt,
    Instant until,
    boolean openId,
    Instant freshUntil) {

  static Me of(Item item, Session session, Anew anew) {
    boolean openId = item.texts("credential_types").contains("openid");
    return new Me(
        item.text("client_id"),
        item.text("name"),
        Stream.of("scopes", "identity_scopes")
            .flatMap(name -> item.texts(name).stream())
            .collect(Collectors.toUnmodifiableSet()),
        item.has("only_apis") ? Optional.of(item.texts("only_apis")) : Optional.empty(),
        session.issuedAt(),
        session.expiresAt(),
        openId,
        openId ? anew.until(session) : session.issuedAt().plus(Frame.FRESH));
  }

  /** Whether he may do what {@code scope} opens. */
  public boolean may(String scope) {
    return scopes.contains(scope);
  }
}
