package dev.postern.cli;

import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds APIs by what people call them: their identifier, or the id that the server gave them. */
final class Apis {

  private final RemoteApi admin;

  Apis(RemoteApi admin) {
    this.admin = admin;
  }

  /** The id of the API that {@code name} names; an identifier is a URI and so has a colon. */
  String id(String name) throws CommandFailed {
    if (name.indexOf(':') < 0) {
      return name;
    }
    Optional<JsonObject> found =
        admin.list("/apis").stream().filter(api -> is(api, name)).findFirst();
    return string(
        found.orElseThrow(() -> CommandFailed.refused("there is no API with this identifier")),
        "id");
  }

  /** The ids of the APIs that {@code names} name. */
  List<String> ids(List<String> names) throws CommandFailed {
    List<String> ids = new ArrayList<>();
    for (String name : names) {
      ids.add(id(name));
    }
    return ids;
  }

  private static boolean is(JsonObject api, String identifier) {
    try {
      return api.string("identifier").equals(identifier);
    } catch (JsonFault e) {
      return false;
    }
  }

  /** The string {@code member} of something that the server sent. */
  static String string(JsonObject object, String member) throws CommandFailed {
    try {
      return object.string(member);
    } catch (JsonFault e) {
      throw CommandFailed.unreachable("the server's answer is malformed: " + e.text());
    }
  }
}
