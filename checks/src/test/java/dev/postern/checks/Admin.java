package dev.postern.checks;

import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Somebody who administers a tenant: speaks to its Admin API with a token. */
final class Admin {

  private final Caller caller;
  private String token;

  /** {@code caller} with all that it is granted. */
  Admin(Caller caller) {
    this.caller = caller;
    this.token = caller.token(caller.issuer() + "admin/v1");
  }

  private Admin(Caller caller, String token) {
    this.caller = caller;
    this.token = token;
  }

  /** The same with a token for less. */
  Admin with(String scope) {
    Answer answer = caller.ask("audience", caller.issuer() + "admin/v1", "scope", scope);
    return new Admin(caller, answer.text("access_token"));
  }

  /** The same with a new token, after the old one was closed. */
  void renew() {
    token = caller.token(caller.issuer() + "admin/v1");
  }

  Caller caller() {
    return caller;
  }

  Answer get(String path) {
    return call("GET", path, null);
  }

  Answer post(String path, String json, String... headers) {
    return call("POST", path, json, headers);
  }

  Answer put(String path, String json, String... headers) {
    return call("PUT", path, json, headers);
  }

  Answer patch(String path, String json, String... headers) {
    return call("PATCH", path, json, headers);
  }

  Answer delete(String path, String... headers) {
    return call("DELETE", path, null, headers);
  }

  /** Any call; headers are names and values. */
  Answer call(String method, String path, @Nullable String json, String... headers) {
    byte[] body = json == null ? new byte[0] : json.getBytes(StandardCharsets.UTF_8);
    HttpCall call =
        HttpCall.of(method, caller.uri("admin/v1" + path), body)
            .header("Authorization", "Bearer " + token);
    boolean typed = false;
    for (int i = 0; i < headers.length; i += 2) {
      call = call.header(headers[i], headers[i + 1]);
      typed |= headers[i].equals("Content-Type");
    }
    return Answer.to(
        json == null || typed ? call : call.header("Content-Type", "application/json"));
  }

  /** Defines an API; its id. */
  String api(String identifier, String... scopes) {
    List<JsonValue> list = new ArrayList<>();
    for (String scope : scopes) {
      list.add(JsonObject.builder().put("name", scope).build());
    }
    JsonObject body =
        JsonObject.builder()
            .put("identifier", identifier)
            .put("name", "An API")
            .put("scopes", new JsonArray(list))
            .build();
    return made(post("/apis", body.text())).text("id");
  }

  /** Makes an app without grants. */
  Caller app(String name) {
    Answer answer = made(post("/apps", JsonObject.builder().put("name", name).build().text()));
    return new Caller(caller.issuer(), answer.text("client_id"), answer.text("client_secret"));
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
        .filter(api -> text(api, "identifier").equals(caller.issuer() + path))
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

  private static Answer made(Answer answer) {
    if (answer.status() != 201) {
      throw new AssertionError("not made: " + answer.status() + " " + answer.body());
    }
    return answer;
  }
}
