package dev.postern.server.admin;

import dev.postern.protocol.Scopes;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonBoolean;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonNumber;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import dev.postern.server.refusal.AdminReason;
import dev.postern.server.refusal.AdminReason.Problem;
import dev.postern.server.refusal.Refusal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Reads the members of an object and collects everything that is wrong with them, so that a caller
 * learns of all his mistakes at once. JSON's null counts as left out. What nobody asked for is a
 * mistake, too.
 */
final class Fields {

  /** RFC 3339 5.6, in upper case; what a leap second is, no clock of ours knows. */
  private static final Pattern TIME =
      Pattern.compile(
          "\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?(Z|[+-]\\d{2}:\\d{2})");

  /**
   * What people read: nothing that steers a terminal, turns the direction of a line, breaks it, or
   * cannot be seen.
   */
  private static final Pattern PRINTABLE = Pattern.compile("[^\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]*");

  /** Only such a name is pointed at when it is not known: no other input comes back. */
  static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private final JsonObject object;
  private final String pointer;
  private final List<Problem> problems;
  private final Set<String> known = new HashSet<>();

  /** The members of a request's body. */
  Fields(JsonObject object) {
    this(object, "", new ArrayList<>());
  }

  private Fields(JsonObject object, String pointer, List<Problem> problems) {
    this.object = object;
    this.pointer = pointer;
    this.problems = problems;
  }

  /** Records a mistake in the member {@code name}. */
  void wrong(String name, String detail) {
    problems.add(new Problem(pointer + "/" + name, detail));
  }

  /** Refuses if anything was wrong, or anything is there that nobody asked for. */
  void finish() throws Refusal {
    finishObject();
    if (!problems.isEmpty()) {
      throw new Refusal(new AdminReason.Invalid(problems));
    }
  }

  /** Members that are shown but never taken, not even as null. */
  Fields fixed(String... names) {
    for (String name : names) {
      known.add(name);
      if (object.has(name)) {
        wrong(name, "is set by the server and cannot be sent");
      }
    }
    return this;
  }

  /** Takes every member for known, where something else is wrong that all hangs on. */
  void passAll() {
    known.addAll(object.members().keySet());
  }

  /** The object as it was sent, where any member is welcome. */
  JsonObject whole() {
    passAll();
    return object;
  }

  private void finishObject() {
    for (String name : object.members().keySet()) {
      if (!known.contains(name)) {
        problems.add(
            new Problem(
                HARMLESS.matcher(name).matches() ? pointer + "/" + name : pointer,
                "is not known here"));
      }
    }
  }

  Optional<JsonValue> member(String name) {
    known.add(name);
    return object.member(name).filter(value -> value != JsonNull.NULL);
  }

  /** Whether the member is there at all. */
  boolean has(String name) {
    return member(name).isPresent();
  }

  /** Whether the member stands there, be it as null. */
  boolean mentions(String name) {
    known.add(name);
    return object.has(name);
  }

  /** A text of {@code shortest} to {@code longest} printable characters (code points). */
  Optional<String> text(String name, int shortest, int longest) {
    Optional<JsonValue> value = member(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> text = string(value.get()).filter(t -> printable(t, shortest, longest));
    if (text.isEmpty()) {
      wrong(
          name,
          String.format(
              Locale.ROOT,
              "is a text of %,d to %,d characters that can be seen",
              shortest,
              longest));
    }
    return text;
  }

  /** The same where it must be there; the empty text where it is wrong. */
  String requiredText(String name, int longest) {
    if (!has(name)) {
      wrong(name, "is missing");
      return "";
    }
    return text(name, 1, longest).orElse("");
  }

  static boolean printable(String text, int shortest, int longest) {
    int length = text.codePointCount(0, text.length());
    return length >= shortest && length <= longest && PRINTABLE.matcher(text).matches();
  }

  /** A text of lines, as PEM is; what the lines hold is for the caller to say. */
  Optional<String> lines(String name, int longest) {
    Optional<JsonValue> value = member(name);
    Optional<String> text =
        value.flatMap(Fields::string).filter(t -> !t.isEmpty() && t.length() <= longest);
    if (value.isPresent() && text.isEmpty()) {
      wrong(name, String.format(Locale.ROOT, "is a text of 1 to %,d characters", longest));
    }
    return text;
  }

  /** An integer in a range. */
  OptionalLong integer(String name, long least, long most) {
    Optional<JsonValue> value = member(name);
    if (value.isEmpty()) {
      return OptionalLong.empty();
    }
    if (value.get() instanceof JsonNumber number
        && number.exactLong().isPresent()
        && number.exactLong().getAsLong() >= least
        && number.exactLong().getAsLong() <= most) {
      return number.exactLong();
    }
    wrong(name, String.format(Locale.ROOT, "is an integer from %,d to %,d", least, most));
    return OptionalLong.empty();
  }

  /** True or false; false where it is left out or wrong. */
  boolean flag(String name) {
    Optional<JsonValue> value = member(name);
    if (value.isPresent() && !(value.get() instanceof JsonBoolean)) {
      wrong(name, "is true or false");
    }
    return value.filter(new JsonBoolean(true)::equals).isPresent();
  }

  /** One of a few texts; {@code usual} where it is left out or wrong. */
  String choice(String name, String usual, List<String> choices) {
    Optional<JsonValue> value = member(name);
    if (value.isEmpty()) {
      return usual;
    }
    Optional<String> text = string(value.get()).filter(choices::contains);
    if (text.isEmpty()) {
      wrong(name, "is one of: " + String.join(", ", choices));
    }
    return text.orElse(usual);
  }

  /** An instant as RFC 3339 has it, in whole milliseconds, in the years 1970 to 9999. */
  Optional<Instant> time(String name) {
    Optional<JsonValue> value = member(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    Optional<Instant> time = string(value.get()).flatMap(Fields::instant);
    if (time.isEmpty()) {
      wrong(name, "is a time as 2027-06-30T00:00:00Z (RFC 3339)");
    }
    return time;
  }

  /** The same from a text of its own. */
  static Optional<Instant> instant(String text) {
    if (!TIME.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      Instant instant = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS);
      boolean sane =
          !instant.isBefore(Instant.EPOCH)
              && instant.isBefore(Instant.parse("9999-12-31T00:00:00Z"));
      return sane ? Optional.of(instant) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Texts, none twice; where it is wrong, none. */
  List<String> texts(String name, int most) {
    List<String> texts = new ArrayList<>();
    List<JsonValue> values = array(name, most);
    for (int i = 0; i < values.size(); i++) {
      Optional<String> text = string(values.get(i));
      if (text.isEmpty()) {
        wrong(name + "/" + i, "is a text");
      } else if (texts.contains(text.get())) {
        wrong(name + "/" + i, "stands there twice");
      } else {
        texts.add(text.get());
      }
    }
    return texts;
  }

  /** Scopes, at least one, each one of {@code known}; where they are wrong, none. */
  Scopes scopes(String name, Scopes known) {
    return scopes(name, known::contains);
  }

  /** The same where something else says which are known. */
  Scopes scopes(String name, Predicate<String> known) {
    if (!has(name)) {
      wrong(name, "is missing");
      return Scopes.none();
    }
    int before = problems.size();
    List<String> names = texts(name, Scopes.LIMIT);
    for (int i = 0; i < names.size(); i++) {
      if (!known.test(names.get(i))) {
        wrong(name + "/" + i, "is no scope of this API");
      }
    }
    if (names.isEmpty() && problems.size() == before) {
      wrong(name, "names at least one scope");
    }
    return problems.size() == before ? Scopes.of(names) : Scopes.none();
  }

  /** The elements of an array; none where it is left out or wrong. */
  List<JsonValue> array(String name, int most) {
    Optional<JsonValue> value = member(name);
    if (value.isEmpty()) {
      return List.of();
    }
    if (value.get() instanceof JsonArray array && array.values().size() <= most) {
      return array.values();
    }
    wrong(name, String.format(Locale.ROOT, "is an array of at most %,d elements", most));
    return List.of();
  }

  /** An object; empty where it is left out or wrong. */
  Optional<JsonObject> object(String name) {
    Optional<JsonValue> value = member(name);
    if (value.isPresent() && !(value.get() instanceof JsonObject)) {
      wrong(name, "is an object");
    }
    return value.filter(JsonObject.class::isInstance).map(JsonObject.class::cast);
  }

  /** Reads the members of an object in this one; its mistakes are told with these. */
  <T> Optional<T> within(String name, Reading<T> reading) {
    return object(name).map(inner -> read(inner, pointer + "/" + name, reading));
  }

  /** Reads the objects of an array in this one; their mistakes are told with these. */
  <T> List<T> each(String name, int most, Reading<T> reading) {
    List<T> all = new ArrayList<>();
    List<JsonValue> values = array(name, most);
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) instanceof JsonObject inner) {
        all.add(read(inner, pointer + "/" + name + "/" + i, reading));
      } else {
        wrong(name + "/" + i, "is an object");
      }
    }
    return all;
  }

  private <T> T read(JsonObject inner, String at, Reading<T> reading) {
    Fields fields = new Fields(inner, at, problems);
    T result = reading.of(fields);
    fields.finishObject();
    return result;
  }

  /** Reads one object; must not fail, whatever is wrong with it. */
  @FunctionalInterface
  interface Reading<T> {
    T of(Fields fields);
  }

  private static Optional<String> string(JsonValue value) {
    return value instanceof JsonString string ? Optional.of(string.value()) : Optional.empty();
  }
}
