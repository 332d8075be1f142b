package dev.postern.server.identity;

import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import dev.postern.server.clientauth.Password;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants of a profile: members to be set, members sent as JSON's null, and a password.
 */
final class ProfileChange {

  private final Map<String, JsonValue> set;
  private final Set<String> nulls;
  private final @Nullable Password password;

  ProfileChange(Map<String, JsonValue> set, Set<String> nulls, @Nullable Password password) {
    this.set = set;
    this.nulls = nulls;
    this.password = password;
  }

  /** The e-mail addresses to be set. */
  Optional<JsonArray> emails() {
    return Optional.ofNullable(set.get(Member.EMAIL)).map(JsonArray.class::cast);
  }

  /** Whether {@code member} is to be set. */
  boolean sets(String member) {
    return set.containsKey(member);
  }

  Optional<Password> password() {
    return Optional.ofNullable(password);
  }

  /** Whether the password is to go. */
  boolean dropsPassword(boolean nullSupport) {
    return nullSupport && nulls.contains(Member.PASSWORD);
  }

  /**
   * The profile after this change: what is not named stays, what is named is replaced as a whole.
   *
   * @param nullSupport whether null takes a member away; else it means that nothing was sent
   */
  JsonObject appliedTo(JsonObject profile, boolean nullSupport) {
    Map<String, JsonValue> members = new LinkedHashMap<>(profile.members());
    if (nullSupport) {
      members.keySet().removeAll(nulls);
    }
    members.putAll(set);
    return new JsonObject(members);
  }

  /** Names what is touched, never the values. */
  @Override
  public String toString() {
    return "ProfileChange" + set.keySet();
  }
}
