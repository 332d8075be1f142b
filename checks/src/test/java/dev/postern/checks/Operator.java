package dev.postern.checks;

import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Who runs a server, or one of its tenants: calls the two built-in APIs with all their scopes. */
public final class Operator {

  private final Caller caller;
  private final String admin;
  private final String identity;
  private final String adminToken;
  private final String identityToken;

  /** The operator of a tenant, whose credential {@code caller} has. */
  public Operator(Caller caller) {
    this.caller = caller;
    this.admin = caller.below("admin/v1");
    this.identity = caller.below("identity/v2/manage");
    this.adminToken = caller.token(admin);
    this.identityToken = caller.token(identity);
  }

  public Caller caller() {
    return caller;
  }

  public String adminToken() {
    return adminToken;
  }

  public String identityToken() {
    return identityToken;
  }

  /** The audience of the Identity Management API. */
  public String identityAudience() {
    return identity;
  }

  /** The audience of the Admin API. */
  public String adminAudience() {
    return admin;
  }

  /** A call of the Admin API; an empty body is none. */
  public Answer admin(String method, String path, String body) {
    return caller.send(prepared(method, admin + path, body, adminToken));
  }

  /** A call of the Identity Management API; an empty body is none. */
  public Answer identity(String method, String path, String body) {
    return caller.send(prepared(method, identity + path, body, identityToken));
  }

  /** A call with some token. */
  public static Answer call(String method, String url, String body, String token) {
    return Answer.to(prepared(method, url, body, token));
  }

  private static HttpCall prepared(String method, String url, String body, String token) {
    HttpCall call =
        HttpCall.of(method, URI.create(url), body.getBytes(StandardCharsets.UTF_8))
            .header("Authorization", "Bearer " + token);
    return body.isEmpty() ? call : call.header("Content-Type", "application/json");
  }

  /** Defines an API with scopes; its id. */
  public String api(String identifier, String... scopes) {
    StringBuilder names = new StringBuilder();
    for (String scope : scopes) {
      names.append(names.isEmpty() ? "" : ",").append("{\"name\":\"%s\"}".formatted(scope));
    }
    String body =
        "{\"identifier\":\"%s\",\"name\":\"An API\",\"scopes\":[%s]}".formatted(identifier, names);
    return made(admin("POST", "/apis", body)).text("id");
  }

  /** The id of the API whose tokens are for {@code audience}. */
  public String apiId(String audience) {
    Answer list = admin("GET", "/apis?limit=100", "");
    try {
      for (JsonValue item : list.json().array("items").values()) {
        if (item instanceof JsonObject api && api.string("identifier").equals(audience)) {
          return api.string("id");
        }
      }
    } catch (JsonFault e) {
      throw new AssertionError(list.body(), e);
    }
    throw new AssertionError(audience + " is not in " + list.body());
  }

  /** Makes an app with a grant at one API; who calls with its secret. */
  public Caller app(String name, String apiId, String... scopes) {
    Answer made = made(admin("POST", "/apps", appBody(name, apiId, scopes)));
    return caller.as(made.text("client_id"), made.text("client_secret"));
  }

  /** Makes an app that acts for an API. */
  public Caller guard(String name, String apiId) {
    String body = "{\"name\":\"%s\",\"acts_for\":[\"%s\"]}".formatted(name, apiId);
    Answer made = made(admin("POST", "/apps", body));
    return caller.as(made.text("client_id"), made.text("client_secret"));
  }

  /** The body that makes an app with a grant at one API. */
  public static String appBody(String name, String apiId, String... scopes) {
    return "{\"name\":\"%s\",\"grants\":[{\"api_id\":\"%s\",\"scopes\":%s}]}"
        .formatted(name, apiId, array(scopes));
  }

  /** Texts without anything to be escaped, as a JSON array. */
  public static String array(String... texts) {
    return "[" + (texts.length == 0 ? "" : "\"" + String.join("\",\"", texts) + "\"") + "]";
  }

  private static Answer made(Answer answer) {
    if (answer.status() != 201) {
      throw new AssertionError("not made: " + answer.status() + " " + answer.body());
    }
    return answer;
  }
}
