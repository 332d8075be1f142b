package dev.postern.cli;

import org.jspecify.annotations.Nullable;

/**
 * What a list is searched by: parameters, each escaped. The server says what is wrong with them.
 */
final class Query {

  private final StringBuilder text = new StringBuilder();

  /** One more, unless {@code value} is null. */
  Query with(String name, @Nullable String value) {
    if (value != null) {
      text.append('&').append(name).append('=').append(RemoteApi.escaped(value));
    }
    return this;
  }

  /** The parameters, each behind an ampersand. */
  String text() {
    return text.toString();
  }
}
