package dev.postern.checks.attacks;

import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonNumber;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;

/** How the errors under some path look. */
enum Dialect {
  /** RFC 6749 section 5.2; also what is refused before anybody knows the path. */
  OAUTH("application/json", "error error_description"),
  /** LoginRadius' own. */
  IDENTITY("application/json", "ErrorCode Message Description"),
  /** RFC 9457 problems. */
  ADMIN("application/problem+json", "type title status");

  private final String type;
  private final String members;

  Dialect(String type, String members) {
    this.type = type;
    this.members = members;
  }

  /** That of a path on a tenant's host. */
  static Dialect of(String target) {
    return target.startsWith("/identity/")
        ? IDENTITY
        : target.startsWith("/admin/") ? ADMIN : OAUTH;
  }

  /** Whether an answer is one well-formed error of this dialect. */
  boolean isSpokenBy(RawAnswer answer) {
    if (!answer.header("Content-Type").equals(type)) {
      return false;
    }
    try {
      JsonObject error = answer.json();
      for (String member : members.split(" ", -1)) {
        boolean told =
            error
                .member(member)
                .filter(value -> value instanceof JsonString || value instanceof JsonNumber)
                .isPresent();
        if (!told) {
          return false;
        }
      }
      return true;
    } catch (JsonFault notOneDocument) {
      return false;
    }
  }
}
