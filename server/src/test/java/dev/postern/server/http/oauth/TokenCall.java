package dev.postern.server.http.oauth;

import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.server.TokenSite;
import dev.postern.server.http.Headers;
import dev.postern.server.http.Reply;
import dev.postern.server.http.Request;
import dev.postern.server.http.RequestHead;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Asks the token endpoint of a tenant as the HTTP engine does. */
final class TokenCall {

  static final String FORM = "application/x-www-form-urlencoded";
  static final String JSON_TYPE = "application/json";
  private static final JsonReader JSON = new JsonReader(JsonLimits.REQUEST);

  private final TokenSite site;
  private final Patience patience = new Patience();
  private int later;

  TokenCall(TokenSite site) {
    this.site = site;
  }

  /** The parameters of a request with the secret in the body. */
  static Map<String, String> parameters(TokenSite.Client client) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("grant_type", "client_credentials");
    parameters.put("client_id", client.id().text());
    parameters.put("client_secret", client.secret().reveal());
    return parameters;
  }

  static String form(Map<String, String> parameters) {
    List<String> parts = new ArrayList<>();
    parameters.forEach(
        (name, value) -> parts.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return String.join("&", parts);
  }

  static String json(Map<String, String> parameters) {
    JsonObject.Builder json = JsonObject.builder();
    parameters.forEach(json::put);
    return json.build().text();
  }

  Reply ask(TokenSite.Client client, String... namesAndValues) {
    Map<String, String> parameters = parameters(client);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      parameters.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return send(client, Headers.NONE, FORM, form(parameters));
  }

  Reply form(TokenSite.Client client, String body) {
    return send(client, Headers.NONE, FORM, body);
  }

  Reply json(TokenSite.Client client, String body) {
    return send(client, Headers.NONE, JSON_TYPE, body);
  }

  /** Bytes that need be no text. */
  Reply bytes(TokenSite.Client client, String type, byte[] body) {
    return send(client, Headers.NONE.plus("Content-Type", type), body, TokenSite.HERE);
  }

  Reply basic(TokenSite.Client client, String... headers) {
    Headers all = Headers.NONE;
    for (String header : headers) {
      all = all.plus("Authorization", header);
    }
    return send(client, all, FORM, "grant_type=client_credentials");
  }

  Reply send(TokenSite.Client client, Headers headers, String type, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return send(client, headers.plus("Content-Type", type), bytes, TokenSite.HERE);
  }

  Reply from(TokenSite.Client client, InetAddress peer) {
    byte[] body = form(parameters(client)).getBytes(StandardCharsets.UTF_8);
    return send(client, Headers.NONE.plus("Content-Type", FORM), body, peer);
  }

  private Reply send(TokenSite.Client client, Headers headers, byte[] body, InetAddress peer) {
    RequestHead head =
        new RequestHead(
            "POST", "127.0.0.1:8080", "/service/oauth/token", null, headers, peer, false);
    Request request = new Request(head, Map.of(), body);
    Reply reply = new TokenEndpoint(client.tenant(), site.issuance, patience).handle(request);
    later += reply.rest().isPresent() ? 1 : 0;
    return atLast(reply);
  }

  /** The answer, where something is left for later what that comes to. */
  static Reply atLast(Reply reply) {
    Reply last = reply;
    while (last.rest().isPresent()) {
      try {
        last = last.rest().get().call();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
    return last;
  }

  /** How many requests left the event loop. */
  int later() {
    return later;
  }

  static String body(Reply reply) {
    return new String(reply.body(), StandardCharsets.UTF_8);
  }

  static String text(Reply reply, String member) {
    try {
      return JSON.object(reply.body()).string(member);
    } catch (JsonFault e) {
      throw new AssertionError(e.text() + " in " + body(reply), e);
    }
  }
}
