package dev.postern.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Names the session of a token, its {@code sid} claim: one credential used under one grant.
 *
 * <p>Four parts, one each for the API, the app, the grant and the credential, in their present
 * epochs. Each is 9 bytes in base64url (12 characters); whoever revokes one of the four things
 * revokes its part, and with it every session that has it.
 *
 * <p>A token that was had in exchange for another has the parts of that one's session behind its
 * own: whatever closes the one closes the other.
 *
 * @param api the part of the API
 * @param app the part of the app
 * @param grant the part of the grant
 * @param credential the part of the credential
 * @param inherited the parts of the sessions that it rests on, four of each, the newest first;
 *     mostly none
 */
public record SessionId(
    String api, String app, String grant, String credential, List<String> inherited) {

  /** The length of one part. */
  public static final int PART = 12;

  /** On so many other sessions one may rest. */
  public static final int MOST_INHERITED = 4;

  private static final int OWN = 4;

  /** Refuses malformed parts with {@link IllegalArgumentException}. */
  public SessionId {
    inherited = List.copyOf(inherited);
    if (!part(api)
        || !part(app)
        || !part(grant)
        || !part(credential)
        || inherited.size() % OWN != 0
        || inherited.size() > OWN * MOST_INHERITED
        || !inherited.stream().allMatch(SessionId::part)) {
      throw new IllegalArgumentException("malformed session id");
    }
  }

  /** A session that rests on no other. */
  public SessionId(String api, String app, String grant, String credential) {
    this(api, app, grant, credential, List.of());
  }

  /**
   * The session that {@code text} names, {@code api.app.grant.credential} and as often as it rests
   * on another four more; or empty.
   */
  public static Optional<SessionId> parse(String text) {
    int parts = (text.length() + 1) / (PART + 1);
    if (text.length() != parts * (PART + 1) - 1
        || parts % OWN != 0
        || parts > OWN * (1 + MOST_INHERITED)) {
      return Optional.empty();
    }
    for (int i = 0; i < parts; i++) {
      if ((i > 0 && text.charAt(i * (PART + 1) - 1) != '.') || !part(at(text, i))) {
        return Optional.empty();
      }
    }
    List<String> inherited = List.of();
    if (parts > OWN) {
      inherited = new ArrayList<>(parts - OWN);
      for (int i = OWN; i < parts; i++) {
        inherited.add(at(text, i));
      }
    }
    return Optional.of(
        new SessionId(at(text, 0), at(text, 1), at(text, 2), at(text, 3), inherited));
  }

  private static String at(String text, int part) {
    int start = part * (PART + 1);
    return text.substring(start, start + PART);
  }

  /** Whether {@code text} is one part: 12 characters of base64url. */
  public static boolean part(String text) {
    return text.length() == PART
        && Text.unreserved(text, PART)
        && text.indexOf('.') < 0
        && text.indexOf('~') < 0;
  }

  /**
   * This session, resting on {@code other} and whatever that rests on.
   *
   * @throws IllegalArgumentException where those are more than {@value #MOST_INHERITED}
   */
  public SessionId restingOn(SessionId other) {
    List<String> parts = new ArrayList<>(inherited);
    parts.addAll(List.of(other.api, other.app, other.grant, other.credential));
    parts.addAll(other.inherited);
    return new SessionId(api, app, grant, credential, parts);
  }

  /** Whether no session can rest on this one: it rests on {@value #MOST_INHERITED} others. */
  public boolean deepest() {
    return inherited.size() == OWN * MOST_INHERITED;
  }

  /** {@code api.app.grant.credential}, and the parts that are inherited. */
  public String text() {
    String own = api + '.' + app + '.' + grant + '.' + credential;
    return inherited.isEmpty() ? own : own + '.' + String.join(".", inherited);
  }

  @Override
  public String toString() {
    return text();
  }
}
