package dev.postern.jdbc;

import java.util.ArrayList;
import java.util.List;

/** Conditions of a statement, all of which must hold, with what is bound to them. */
final class Conditions {

  private final List<String> texts = new ArrayList<>();
  private final List<Object> arguments = new ArrayList<>();

  /** No conditions. */
  Conditions() {}

  /** One condition. */
  Conditions(String condition, Object... bound) {
    and(condition, bound);
  }

  /** One more, with a question mark for each argument. */
  Conditions and(String condition, Object... bound) {
    texts.add(condition);
    arguments.addAll(List.of(bound));
    return this;
  }

  /** These and those. */
  Conditions and(Conditions others) {
    texts.addAll(others.texts);
    arguments.addAll(others.arguments);
    return this;
  }

  /** The conditions; there is one at least. */
  String text() {
    return String.join(" AND ", texts);
  }

  /** What is bound to them, in their order, and then to what follows. */
  Object[] arguments(Object... following) {
    List<Object> all = new ArrayList<>(arguments);
    all.addAll(List.of(following));
    return all.toArray();
  }
}
