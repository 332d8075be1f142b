package dev.postern.server.identity;

import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import dev.postern.server.refusal.IdentityReason;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.Account.LookupKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The e-mail addresses of a profile: {@code [{"Type":"Primary","Value":"…"}]}. */
final class Emails {

  private static final String TYPE = "Type";
  private static final String VALUE = "Value";
  private static final String PRIMARY = "Primary";
  private static final int MOST = 20;
  private static final int LONGEST_TYPE = 50;

  private Emails() {}

  /** The addresses that {@code value} lists, names in their canonical case, primary ones first. */
  static JsonArray read(Member member, JsonValue value) throws Refusal {
    if (!(value instanceof JsonArray array) || array.values().isEmpty()) {
      throw ProfileReader.misshapen(member);
    }
    List<JsonValue> emails = new ArrayList<>();
    for (JsonValue each : array.values()) {
      emails.add(entry(member, each));
    }
    return checked(member, emails);
  }

  private static JsonObject entry(Member member, JsonValue value) throws Refusal {
    Map<String, JsonValue> parts = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    if (value instanceof JsonObject object) {
      parts.putAll(object.members());
    }
    if (value instanceof JsonObject object
        && object.members().size() == 2
        && parts.get(TYPE) instanceof JsonString type
        && parts.get(VALUE) instanceof JsonString address
        && !type.value().isBlank()
        && type.value().length() <= LONGEST_TYPE) {
      if (Lookup.email(address.value()).isEmpty()) {
        throw new Refusal(IdentityReason.Fault.BAD_EMAIL);
      }
      return JsonObject.builder().put(TYPE, type).put(VALUE, address).build();
    }
    throw ProfileReader.misshapen(member);
  }

  private static JsonArray checked(Member member, List<JsonValue> emails) throws Refusal {
    Set<LookupKey> different = new HashSet<>();
    for (JsonValue email : emails) {
      if (!different.add(key(email)) || different.size() > MOST) {
        throw ProfileReader.misshapen(member);
      }
    }
    Comparator<JsonValue> primaryFirst =
        Comparator.comparing(email -> !type(email).equalsIgnoreCase(PRIMARY));
    return new JsonArray(emails.stream().sorted(primaryFirst).toList());
  }

  /** The addresses of a profile as it is kept. */
  static List<JsonValue> of(JsonObject profile) {
    return profile
        .member(Member.EMAIL)
        .map(emails -> ((JsonArray) emails).values())
        .orElse(List.of());
  }

  /** What an address is found by. */
  static LookupKey key(JsonValue email) {
    return Lookup.email(part(email, VALUE))
        .map(Lookup::key)
        .orElseThrow(() -> new IllegalStateException("a kept address is none"));
  }

  /**
   * The profile with addresses that take the place of those of the same type; others stay.
   *
   * @param sent addresses as {@link #read} gives them
   */
  static JsonObject upsert(JsonObject profile, JsonArray sent) throws Refusal {
    Set<String> types = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    sent.values().forEach(email -> types.add(type(email)));
    List<JsonValue> emails = new ArrayList<>();
    of(profile).stream().filter(email -> !types.contains(type(email))).forEach(emails::add);
    emails.addAll(sent.values());
    return with(profile, emails);
  }

  /** The profile without {@code address}. */
  static JsonObject remove(JsonObject profile, Lookup address) throws Refusal {
    List<JsonValue> emails = new ArrayList<>(of(profile));
    if (!emails.removeIf(email -> key(email).equals(address.key()))) {
      throw new Refusal(IdentityReason.Fault.BAD_EMAIL);
    }
    if (emails.isEmpty()) {
      throw new Refusal(IdentityReason.Fault.LAST_EMAIL);
    }
    return with(profile, emails);
  }

  private static JsonObject with(JsonObject profile, List<JsonValue> emails) throws Refusal {
    Optional<Member> member = Member.called(Member.EMAIL);
    JsonArray checked = checked(member.orElseThrow(), emails);
    return JsonObject.builder().putAll(profile).put(Member.EMAIL, checked).build();
  }

  private static String type(JsonValue email) {
    return part(email, TYPE);
  }

  private static String part(JsonValue email, String name) {
    if (email instanceof JsonObject object
        && object.members().get(name) instanceof JsonString text) {
      return text.value();
    }
    throw new IllegalStateException("a kept address lacks its " + name);
  }
}
