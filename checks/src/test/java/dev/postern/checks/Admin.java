package dev.postern.checks;

import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import java.util.ArrayList;
import java.util.List;

/** The Admin API of a tenant in its verbs, called by the tenant's operator. */
final class Admin {

  private Operator operator;

  /** The Admin API as {@code caller}, who holds all of it, sees it. */
  Admin(Caller caller) {
    this.operator = new Operator(caller);
  }

  /** Gets new tokens, after the old ones were closed. */
  void renew() {
    operator = new Operator(operator.caller());
  }

  Caller caller() {
    return operator.caller();
  }

  Answer get(String path) {
    return operator.admin("GET", path, "");
  }

  Answer post(String path, String json) {
    return operator.admin("POST", path, json);
  }

  Answer put(String path, String json) {
    return operator.admin("PUT", path, json);
  }

  Answer patch(String path, String json) {
    return operator.admin("PATCH", path, json);
  }

  Answer delete(String path) {
    return operator.admin("DELETE", path, "");
  }

  /** Defines an API; its id. */
  String api(String identifier, String... scopes) {
    return operator.api(identifier, scopes);
  }

  /** Makes an app without grants. */
  Caller app(String name) {
    Answer answer = post("/apps", JsonObject.builder().put("name", name).build().text());
    return new Caller(caller().issuer(), answer.text("client_id"), answer.text("client_secret"));
  }

  /** Grants an app exactly these scopes at an API. */
  Answer grant(Caller app, String api, String... scopes) {
    JsonObject body =
        JsonObject.builder().put("scopes", JsonArray.ofStrings(List.of(scopes))).build();
    return put("/apps/" + app.id() + "/grants/" + api, body.text());
  }

  /** The id of one of the two APIs that every tenant has. */
  String builtIn(String path) {
    return items("/apis").stream()
        .filter(api -> text(api, "identifier").equals(caller().below(path)))
        .map(api -> text(api, "id"))
        .findFirst()
        .orElseThrow();
  }

  /** Every item of a list, over all its pages. */
  List<JsonObject> items(String path) {
    List<JsonObject> all = new ArrayList<>();
    String cursor = "";
    for (int page = 0; page < 1000; page++) {
      JsonObject answer = get(path + cursor).json();
      try {
        answer.array("items").values().forEach(item -> all.add((JsonObject) item));
      } catch (JsonFault e) {
        throw new AssertionError(answer.text(), e);
      }
      if (!(answer.members().get("next") instanceof JsonString next)) {
        return all;
      }
      cursor = "?cursor=" + next.value();
    }
    throw new AssertionError("a list that does not end");
  }

  static String text(JsonObject object, String member) {
    try {
      return object.string(member);
    } catch (JsonFault e) {
      throw new AssertionError(e.text() + " in " + object.text(), e);
    }
  }
}
