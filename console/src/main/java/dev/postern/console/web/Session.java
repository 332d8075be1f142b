package dev.postern.console.web;

import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The session of a person: the very access token that the Admin API is called with. Nothing that it
 * says is believed here: the Admin API checks it at every call, so a person who is blocked, or a
 * session that was ended, is refused at once and by the rules that hold for everybody.
 */
public final class Session {

  private static final JsonReader READER = new JsonReader(JsonLimits.REQUEST);

  /** RFC 7515 7.1: three parts in base64url. */
  private static final Pattern COMPACT =
      Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

  private static final int LONGEST = 3_800;

  private final String token;
  private final String id;
  private final String clientId;
  private final Instant issuedAt;
  private final Instant expiresAt;

  private Session(String token, JsonObject claims) throws JsonFault {
    this.token = token;
    this.id = claims.string("jti");
    this.clientId = claims.string("client_id");
    this.issuedAt = Instant.ofEpochSecond(claims.integer("iat"));
    this.expiresAt = Instant.ofEpochSecond(claims.integer("exp"));
  }

  /** The session that a cookie holds; empty where that is nothing like a token. */
  public static Optional<Session> of(String token) {
    if (token.length() > LONGEST || !COMPACT.matcher(token).matches()) {
      return Optional.empty();
    }
    List<String> parts = List.of(token.split("\\.", -1));
    try {
      return Optional.of(
          new Session(token, READER.object(Base64.getUrlDecoder().decode(parts.get(1)))));
    } catch (JsonFault | IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }

  /** The token, which is a secret. */
  public String token() {
    return token;
  }

  /** The token's own name, {@code jti}. */
  public String id() {
    return id;
  }

  /** Whose it is. */
  public String clientId() {
    return clientId;
  }

  /** When its person signed in. */
  public Instant issuedAt() {
    return issuedAt;
  }

  /** When it is over, whatever is done. */
  public Instant expiresAt() {
    return expiresAt;
  }

  /**
   * What every form of this session carries: nobody who does not know the token can make it up, and
   * the token cannot be made out of it.
   */
  public String formToken() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update("postern console form\n".getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(digest.digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether {@code text} is the {@link #formToken}. */
  boolean owns(String text) {
    return MessageDigest.isEqual(
        text.getBytes(StandardCharsets.UTF_8), formToken().getBytes(StandardCharsets.UTF_8));
  }

  /** Whose it is, nothing of the token. */
  @Override
  public String toString() {
    return "Session[" + clientId + "]";
  }
}
