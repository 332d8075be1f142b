package dev.postern.server.openid;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads what the provider says of somebody. */
final class SaidClaims {

  /** So many values are looked at. */
  private static final int MOST = 1_000;

  private SaidClaims() {}

  /**
   * The values of the claim {@code name}: a text, or a list of them. One of exactly that name
   * counts before one that its dots lead to. Empty where there is none.
   */
  static Optional<List<String>> roles(Map<String, Object> claims, String name) {
    return found(claims, name).map(SaidClaims::texts);
  }

  private static Optional<Object> found(Map<String, Object> claims, String name) {
    @Nullable Object here = claims.get(name);
    int dot = name.indexOf('.');
    if (here != null || dot < 0) {
      return Optional.ofNullable(here);
    }
    return claims.get(name.substring(0, dot)) instanceof Map<?, ?> inner
        ? found(named(inner), name.substring(dot + 1))
        : Optional.empty();
  }

  private static Map<String, Object> named(Map<?, ?> inner) {
    Map<String, Object> members = new HashMap<>();
    inner.forEach((key, value) -> {
      if (key instanceof String name && value != null) {
        members.put(name, value);
      }
    });
    return members;
  }

  private static List<String> texts(Object value) {
    List<String> texts = new ArrayList<>();
    if (value instanceof String text) {
      texts.add(text);
    } else if (value instanceof Iterable<?> all) {
      for (Object each : all) {
        if (each instanceof String text && texts.size() < MOST) {
          texts.add(text);
        }
      }
    }
    return texts;
  }

  /** The names of all claims, with those inside of objects behind a dot; sorted. */
  static List<String> names(Map<String, Object> claims) {
    Set<String> names = new TreeSet<>();
    claims.forEach((name, value) -> {
      if (value instanceof Map<?, ?> inner) {
        inner.keySet().forEach(below -> names.add(name + "." + below));
      } else {
        names.add(name);
      }
    });
    return names.stream().limit(MOST).toList();
  }

  /** What people know him by: his name, else his address, else what he signs in as. */
  static Optional<String> name(Map<String, Object> claims) {
    for (String claim : List.of("name", "email", "preferred_username")) {
      if (claims.get(claim) instanceof String text && !text.isBlank()) {
        return Optional.of(text.strip());
      }
    }
    return Optional.empty();
  }
}
