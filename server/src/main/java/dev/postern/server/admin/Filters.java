package dev.postern.server.admin;

import dev.postern.server.refusal.AdminReason;
import dev.postern.server.refusal.AdminReason.Problem;
import dev.postern.server.refusal.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parameters of a query and collects everything that is wrong with them, as {@link
 * Fields} does with the members of a body.
 */
public final class Filters {

  private static final Pattern LIMIT = Pattern.compile("[1-9][0-9]{0,3}");
  private static final Pattern CURSOR = Pattern.compile("[A-Za-z0-9._~-]{1,512}");
  private static final String NO_CURSOR = "is none that a list ended with";

  private final Map<String, String> values;
  private final List<Problem> problems = new ArrayList<>();
  private final Set<String> known = new HashSet<>();

  /** The parameters, each once. */
  public Filters(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  /** Records a mistake in the parameter {@code name}. */
  void wrong(String name, String detail) {
    problems.add(new Problem("?" + name, detail));
  }

  /** Refuses if anything was wrong, or anything is there that nobody asked for. */
  public void finish() throws Refusal {
    for (String name : values.keySet()) {
      if (!known.contains(name)) {
        wrong(Fields.HARMLESS.matcher(name).matches() ? name : "", "is not known here");
      }
    }
    if (!problems.isEmpty()) {
      throw new Refusal(new AdminReason.Invalid(problems));
    }
  }

  /** Which part of a list is wanted. */
  public Paging paging() {
    String limit = value("limit").orElse(Integer.toString(Paging.USUAL));
    int number = LIMIT.matcher(limit).matches() ? Integer.parseInt(limit) : 0;
    if (number < 1 || number > Paging.LONGEST) {
      wrong("limit", "is a number from 1 to " + Paging.LONGEST);
      number = Paging.USUAL;
    }
    return new Paging(sound("cursor", CURSOR, NO_CURSOR).orElse(""), number);
  }

  /** A cursor of a list whose cursors are of this form; behind {@link #paging}, which takes any. */
  Optional<String> cursor(Paging paging, Pattern form) {
    return cursor(paging, text -> Optional.of(text).filter(form.asMatchPredicate()));
  }

  /** The same where {@code reader} knows the form. */
  <T> Optional<T> cursor(Paging paging, Function<String, Optional<T>> reader) {
    return paging.after().isEmpty() ? Optional.empty() : read("cursor", reader, NO_CURSOR);
  }

  private Optional<String> value(String name) {
    known.add(name);
    return Optional.ofNullable(values.get(name));
  }

  /** What {@code reader} makes of a parameter; {@code detail} tells who sent another. */
  <T> Optional<T> read(String name, Function<String, Optional<T>> reader, String detail) {
    Optional<String> value = value(name);
    Optional<T> read = value.flatMap(reader);
    if (value.isPresent() && read.isEmpty()) {
      wrong(name, detail);
    }
    return read;
  }

  private Optional<String> sound(String name, Predicate<String> sound, String detail) {
    return read(name, text -> Optional.of(text).filter(sound), detail);
  }

  /** A text of a form, which {@code detail} tells who sent another. */
  Optional<String> sound(String name, Pattern form, String detail) {
    return sound(name, form.asMatchPredicate(), detail);
  }

  /** A text of 1 to {@code longest} printable characters (code points). */
  Optional<String> text(String name, int longest) {
    return sound(
        name,
        text -> Fields.printable(text, 1, longest),
        String.format(Locale.ROOT, "is a text of 1 to %,d characters that can be seen", longest));
  }

  /** One of a few texts. */
  Optional<String> choice(String name, List<String> choices) {
    return sound(name, choices::contains, "is one of: " + String.join(", ", choices));
  }

  /** An instant as RFC 3339 has it. */
  @Nullable Instant time(String name) {
    return read(name, Fields::instant, "is a time as 2027-06-30T00:00:00Z (RFC 3339)").orElse(null);
  }
}
