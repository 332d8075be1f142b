package dev.postern.protocol;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A set of scopes, in the order in which they were given (RFC 6749 section 3.3).
 *
 * <p>At most {@value #LIMIT} scopes and {@value #TEXT_LIMIT} characters of text; each scope is
 * {@code 1*( %x21 / %x23-5B / %x5D-7E )}, compared byte for byte. A set may be empty. Two sets are
 * equal when they hold the same scopes in whatever order.
 */
public final class Scopes implements Iterable<String> {

  /** The most scopes in one set. */
  public static final int LIMIT = 100;

  /** The longest text of one set. */
  public static final int TEXT_LIMIT = 2048;

  private static final Scopes NONE = new Scopes(Set.of(), "");

  private final Set<String> names;
  private final String text;

  private Scopes(Set<String> names, String text) {
    this.names = names;
    this.text = text;
  }

  /** The empty set. */
  public static Scopes none() {
    return NONE;
  }

  /** The set of {@code names}; {@link IllegalArgumentException} where one is no scope. */
  public static Scopes of(Collection<String> names) {
    return from(names).orElseThrow(() -> new IllegalArgumentException("malformed scope"));
  }

  /** The set of {@code names}; {@link IllegalArgumentException} where one is no scope. */
  public static Scopes of(String... names) {
    return of(List.of(names));
  }

  /** The set of {@code names}, or empty where one is no scope or there are too many. */
  public static Optional<Scopes> from(Collection<String> names) {
    if (names.isEmpty()) {
      return Optional.of(NONE);
    }
    if (names.size() > LIMIT || !names.stream().allMatch(Scopes::wellFormed)) {
      return Optional.empty();
    }
    // As they were sent: what is sent again and again is long, too.
    if (names.stream().mapToInt(name -> name.length() + 1).sum() - 1 > TEXT_LIMIT) {
      return Optional.empty();
    }
    Set<String> set = new LinkedHashSet<>(names);
    return Optional.of(new Scopes(Collections.unmodifiableSet(set), String.join(" ", set)));
  }

  /**
   * The set that {@code text} lists, its scopes parted by single spaces; empty where it is
   * malformed or over a limit. A scope named twice counts once.
   */
  public static Optional<Scopes> parse(String text) {
    if (text.isEmpty()) {
      return Optional.of(NONE);
    }
    if (text.length() > TEXT_LIMIT) {
      return Optional.empty();
    }
    // RFC 6749 3.3: scope = scope-token *( SP scope-token ): one space, none before or behind.
    return from(List.of(text.split(" ", -1)));
  }

  /** Whether {@code name} is {@code 1*( %x21 / %x23-5B / %x5D-7E )} of at most 128 characters. */
  public static boolean wellFormed(String name) {
    if (name.isEmpty() || name.length() > 128) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c <= 0x20 || c >= 0x7f || c == '"' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  /** Whether {@code name} is in this set. */
  public boolean contains(String name) {
    return names.contains(name);
  }

  /** Whether every scope of {@code others} is in this set. */
  public boolean containsAll(Scopes others) {
    return names.containsAll(others.names);
  }

  /** The scopes of this set that are not in {@code others}. */
  public Scopes without(Scopes others) {
    List<String> left = new ArrayList<>(names);
    left.removeAll(others.names);
    return of(left);
  }

  /** The scopes of this set that are in {@code others}, too. */
  public Scopes within(Scopes others) {
    List<String> both = new ArrayList<>(names);
    both.retainAll(others.names);
    return of(both);
  }

  /** The scopes of this set and of {@code others}. */
  public Scopes and(Scopes others) {
    Set<String> either = new LinkedHashSet<>(names);
    either.addAll(others.names);
    return of(either);
  }

  /** Whether there is none. */
  public boolean empty() {
    return names.isEmpty();
  }

  /** How many there are. */
  public int size() {
    return names.size();
  }

  /** The scopes as an unmodifiable list, in their order. */
  public List<String> list() {
    return List.copyOf(names);
  }

  /** The scopes parted by spaces, as the {@code scope} parameter and claim have it. */
  public String text() {
    return text;
  }

  @Override
  public Iterator<String> iterator() {
    return names.iterator();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Scopes scopes && names.equals(scopes.names);
  }

  @Override
  public int hashCode() {
    return names.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
