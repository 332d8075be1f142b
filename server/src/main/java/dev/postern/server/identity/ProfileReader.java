package dev.postern.server.identity;

import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonBoolean;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonNumber;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import dev.postern.server.clientauth.Password;
import dev.postern.server.refusal.IdentityReason;
import dev.postern.server.refusal.IdentityReason.BadBody;
import dev.postern.server.refusal.Refusal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads a profile as it is sent: known members in either case, each of its shape and in limits. */
final class ProfileReader {

  private static final int TEXT = 1000;
  private static final int LONG_TEXT = 10_000;
  private static final int NAME = 100;
  private static final int ELEMENTS = 100;
  private static final int DEPTH = 8;

  /** The largest whole number that every JSON reader keeps (RFC 8259 section 6). */
  private static final long LARGEST = (1L << 53) - 1;

  private ProfileReader() {}

  static ProfileChange read(JsonObject body) throws Refusal {
    Map<String, JsonValue> set = new LinkedHashMap<>();
    Set<String> nulls = new HashSet<>();
    Set<String> seen = new HashSet<>();
    @Nullable Password password = null;
    for (Map.Entry<String, JsonValue> sent : body.members().entrySet()) {
      Member member =
          Member.called(sent.getKey())
              .orElseThrow(() -> BadBody.of("The profile has a member that is not known."));
      if (!seen.add(member.name())) {
        throw BadBody.of(member.name() + " stands twice.");
      }
      JsonValue value = sent.getValue();
      if (value == JsonNull.NULL) {
        nulls.add(member.name());
      } else if (member.shape() == Shape.PASSWORD) {
        password = password(text(member, value, TEXT));
      } else if (member.shape() != Shape.OURS) {
        set.put(member.name(), value(member, value));
      }
    }
    return new ProfileChange(set, nulls, password);
  }

  private static JsonValue value(Member member, JsonValue value) throws Refusal {
    return switch (member.shape()) {
      case TEXT -> new JsonString(text(member, value, TEXT));
      case LONG_TEXT -> new JsonString(text(member, value, LONG_TEXT));
      case FLAG -> kept(member, value, value instanceof JsonBoolean);
      case COUNT -> kept(member, value, value instanceof JsonNumber number && whole(number));
      case USER_NAME -> key(member, value, text -> Lookup.userName(text).isPresent());
      case PHONE -> key(member, value, text -> Lookup.phone(text).isPresent());
      case EMAILS -> Emails.read(member, value);
      case TEXTS -> kept(member, value, value instanceof JsonArray array && texts(array.values()));
      case FIELDS -> kept(member, value, value instanceof JsonObject object && fields(object));
      case THING -> nested(member, kept(member, value, value instanceof JsonObject), DEPTH);
      case THINGS ->
          nested(
              member,
              kept(member, value, value instanceof JsonArray array && things(array)),
              DEPTH + 1);
      case PASSWORD, OURS -> throw new IllegalStateException("not part of a profile");
    };
  }

  private static Password password(String text) throws Refusal {
    return Password.parse(text).orElseThrow(() -> new Refusal(IdentityReason.Fault.BAD_PASSWORD));
  }

  /** The refusal of a value that is not of its member's shape. */
  static Refusal misshapen(Member member) {
    return BadBody.of(member.name() + " is " + member.shape().words() + ".");
  }

  private static JsonValue kept(Member member, JsonValue value, boolean fits) throws Refusal {
    if (!fits) {
      throw misshapen(member);
    }
    return value;
  }

  private static String text(Member member, JsonValue value, int limit) throws Refusal {
    if (value instanceof JsonString string && string.value().length() <= limit) {
      return string.value();
    }
    throw misshapen(member);
  }

  private static JsonValue key(Member member, JsonValue value, Predicate<String> wellFormed)
      throws Refusal {
    return kept(member, value, wellFormed.test(text(member, value, TEXT)));
  }

  private static boolean whole(JsonNumber number) {
    long value = number.exactLong().orElse(-1);
    return value >= 0 && value <= LARGEST;
  }

  private static boolean texts(Iterable<JsonValue> values) {
    int count = 0;
    for (JsonValue value : values) {
      boolean fits = value instanceof JsonString string && string.value().length() <= TEXT;
      if (!fits || ++count > ELEMENTS) {
        return false;
      }
    }
    return true;
  }

  private static boolean fields(JsonObject object) {
    return texts(object.members().values())
        && object.members().keySet().stream().allMatch(name -> name.length() <= NAME);
  }

  private static boolean things(JsonArray array) {
    return array.values().stream().allMatch(JsonObject.class::isInstance);
  }

  /** The value with the names that are known in their canonical case. */
  private static JsonValue nested(Member member, JsonValue value, int depth) throws Refusal {
    if (depth == 0) {
      throw misshapen(member);
    }
    return switch (value) {
      case JsonString string -> new JsonString(text(member, string, TEXT));
      case JsonArray array -> {
        kept(member, array, array.values().size() <= ELEMENTS);
        List<JsonValue> values = new ArrayList<>();
        for (JsonValue each : array.values()) {
          values.add(nested(member, each, depth - 1));
        }
        yield new JsonArray(values);
      }
      case JsonObject object -> {
        kept(member, object, object.members().size() <= ELEMENTS);
        Map<String, JsonValue> members = new LinkedHashMap<>();
        for (Map.Entry<String, JsonValue> each : object.members().entrySet()) {
          String name = member.part(each.getKey());
          kept(member, object, name.length() <= NAME && !members.containsKey(name));
          members.put(name, nested(member, each.getValue(), depth - 1));
        }
        yield new JsonObject(members);
      }
      case JsonNumber number -> number;
      case JsonBoolean flag -> flag;
      case JsonNull none -> none;
    };
  }
}
