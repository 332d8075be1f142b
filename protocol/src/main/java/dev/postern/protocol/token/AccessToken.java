package dev.postern.protocol.token;

import dev.postern.protocol.Audience;
import dev.postern.protocol.ClientId;
import dev.postern.protocol.Issuer;
import dev.postern.protocol.KeyId;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.SessionId;
import dev.postern.protocol.TokenId;
import dev.postern.protocol.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An access token whose type, signature, issuer, audience and claims have been checked.
 *
 * <p>Only {@link TokenCheck} makes one. Times and revocations are not settled by having one: they
 * are asked again at every use.
 */
public final class AccessToken {

  private final Issuer issuer;
  private final Audience audience;
  private final KeyId key;
  private final Claims claims;

  /** The claims that RFC 9068 section 2.2 and our model demand, and all of them as they came. */
  record Claims(
      ClientId clientId,
      String subject,
      TokenId id,
      SessionId session,
      Scopes scopes,
      Instant issuedAt,
      Instant notBefore,
      Instant expiresAt,
      Binding binding,
      Lineage lineage,
      JsonObject all) {}

  AccessToken(Issuer issuer, Audience audience, KeyId key, Claims claims) {
    this.issuer = issuer;
    this.audience = audience;
    this.key = key;
    this.claims = claims;
  }

  /** Who issued it. */
  public Issuer issuer() {
    return issuer;
  }

  /** The API that it was checked for. */
  public Audience audience() {
    return audience;
  }

  /** The key that signed it. */
  public KeyId key() {
    return key;
  }

  /** The app that it was issued to. */
  public ClientId clientId() {
    return claims.clientId();
  }

  /** Its subject. */
  public String subject() {
    return claims.subject();
  }

  /**
   * The subject of whoever acts for this token's subject (RFC 8693 section 4.1), or empty where it
   * acts for itself. Who acted before him gives nobody access.
   */
  public Optional<String> actor() {
    return claims.lineage().actor();
  }

  /** The tokens that it was had in exchange for, the newest first; mostly none. */
  public List<Origin> origins() {
    return claims.lineage().origins();
  }

  /** Its own name. */
  public TokenId id() {
    return claims.id();
  }

  /** Its session. */
  public SessionId session() {
    return claims.session();
  }

  /** What it permits. */
  public Scopes scopes() {
    return claims.scopes();
  }

  /** When it was issued. */
  public Instant issuedAt() {
    return claims.issuedAt();
  }

  /** The first instant at which it may be used. */
  Instant notBefore() {
    return claims.notBefore();
  }

  /** The instant at which it ends. */
  public Instant expiresAt() {
    return claims.expiresAt();
  }

  /** What whoever shows it must prove to hold; asked at every use. */
  public Binding binding() {
    return claims.binding();
  }

  /** All its claims as they were signed. */
  public JsonObject claims() {
    return claims.all();
  }

  /** Names the client and the token, never the token itself. */
  @Override
  public String toString() {
    return "AccessToken[client " + clientId() + ", token " + id() + "]";
  }
}
