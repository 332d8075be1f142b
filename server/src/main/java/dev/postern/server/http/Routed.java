package dev.postern.server.http;

import java.util.Map;

/** What a router says to a request: which route it is for, or why none. */
public sealed interface Routed {

  /** The style in which the request's refusals are written. */
  ErrorStyle style();

  /** A route that answers it. */
  record Found(Route route, Map<String, String> pathParameters, ErrorStyle style)
      implements Routed {}

  /** The finished answer to a request that no route takes. */
  record Refused(Reply reply, ErrorStyle style) implements Routed {}
}
