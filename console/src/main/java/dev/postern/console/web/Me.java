package dev.postern.console.web;

import java.time.Instant;
import java.util.Set;

/**
 * Who is signed in, as the Admin API says it.
 *
 * @param clientId the person
 * @param name his name
 * @param scopes what his session permits
 * @param signedInAt when he signed in
 * @param until when he has to do so again, whatever he does
 * @param openId whether the company's OpenID provider vouches for him
 * @param freshUntil until when what hurts can be done without another sign-in
 */
public record Me(
    String clientId,
    String name,
    Set<String> scopes,
    Instant signedInAt,
    Instant until,
    boolean openId,
    Instant freshUntil) {

  static Me of(Item item, Session session, Anew anew) {
    boolean openId = item.texts("credential_types").contains("openid");
    return new Me(
        item.text("client_id"),
        item.text("name"),
        Set.copyOf(item.texts("scopes")),
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
