package dev.postern.protocol;

import java.util.Optional;

/**
 * Names the session of a token, its {@code sid} claim: one credential used under one grant.
 *
 * <p>Four parts, one each for the API, the app, the grant and the credential, in their present
 * epochs. Each is 9 bytes in base64url (12 characters); whoever revokes one of the four things
 * revokes its part, and with it every session that has it.
 *
 * @param api the part of the API
 * @param app the part of the app
 * @param grant the part of the grant
 * @param credential the part of the credential
 */
public record SessionId(String api, String app, String grant, String credential) {

  /** The length of one part. */
  public static final int PART = 12;

  private static final int LENGTH = 4 * PART + 3;

  /** Refuses malformed parts with {@link IllegalArgumentException}. */
  public SessionId {
    if (!part(api) || !part(app) || !part(grant) || !part(credential)) {
      throw new IllegalArgumentException("malformed session id");
    }
  }

  /** The session that {@code text} names, {@code api.app.grant.credential}, or empty. */
  public static Optional<SessionId> parse(String text) {
    if (text.length() != LENGTH) {
      return Optional.empty();
    }
    for (int dot = PART; dot < LENGTH; dot += PART + 1) {
      if (text.charAt(dot) != '.') {
        return Optional.empty();
      }
    }
    String api = text.substring(0, PART);
    String app = text.substring(PART + 1, 2 * PART + 1);
    String grant = text.substring(2 * PART + 2, 3 * PART + 2);
    String credential = text.substring(3 * PART + 3);
    return part(api) && part(app) && part(grant) && part(credential)
        ? Optional.of(new SessionId(api, app, grant, credential))
        : Optional.empty();
  }

  /** Whether {@code text} is one part: 12 characters of base64url. */
  public static boolean part(String text) {
    return text.length() == PART
        && Text.unreserved(text, PART)
        && text.indexOf('.') < 0
        && text.indexOf('~') < 0;
  }

  /** {@code api.app.grant.credential}. */
  public String text() {
    return api + '.' + app + '.' + grant + '.' + credential;
  }

  @Override
  public String toString() {
    return text();
  }
}
