package dev.postern.server.identity;

import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import dev.postern.store.Account.LookupKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Keeps what a profile says to be verified true. {@code EmailVerified} speaks of its first address,
 * {@code PhoneIdVerified} of its phone number: where another takes that place nobody has verified
 * it, unless whoever put it there says so in the same call.
 */
final class Verification {

  private Verification() {}

  /**
   * The profile after a change, without verifications that were those of something else.
   *
   * @param said whether the change itself sets a member
   */
  static JsonObject after(JsonObject before, JsonObject after, Predicate<String> said) {
    Map<String, JsonValue> members = new LinkedHashMap<>(after.members());
    if (!said.test(Member.EMAIL_VERIFIED) && !email(before).equals(email(after))) {
      members.remove(Member.EMAIL_VERIFIED);
    }
    if (!said.test(Member.PHONE_ID_VERIFIED) && !phone(before).equals(phone(after))) {
      members.remove(Member.PHONE_ID_VERIFIED);
    }
    return new JsonObject(members);
  }

  private static Optional<LookupKey> email(JsonObject profile) {
    return Emails.of(profile).stream().findFirst().map(Emails::key);
  }

  private static Optional<LookupKey> phone(JsonObject profile) {
    return profile.members().get(Member.PHONE_ID) instanceof JsonString number
        ? Lookup.phone(number.value()).map(Lookup::key)
        : Optional.empty();
  }
}
