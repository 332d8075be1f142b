package dev.postern.server.http.admin;

import dev.postern.protocol.json.JsonObject;
import dev.postern.server.http.Reply;

/** The answer to a POST: 201, with {@code Location} where there is something to fetch. */
final class Created {

  private Created() {}

  static Reply reply(String path, JsonObject body) {
    Reply reply = Reply.json(201, body.bytes());
    return path.isEmpty() ? reply : reply.header("Location", AdminRoutes.ROOT + "/" + path);
  }
}
