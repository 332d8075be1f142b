package dev.postern.checks;

import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.TestOpenIdProvider;
import dev.postern.server.config.OpenIdConfig;
import dev.postern.server.config.OpenIdRole;
import dev.postern.store.TenantName;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A browser, as far as signing in by an OpenID provider at one tenant takes one. */
public final class OpenIdSite {

  /** What the files team administers, where it is. */
  static final String FILES = "https://files.role.example.com";

  /** Who is staff sees everything, who is platform may do everything, who is files that API. */
  private static final List<String> ROLES =
      List.of("platform=admin", "staff=viewer", "files=admin only " + FILES);

  private final TestOpenIdProvider there;
  private final Caller tenant;

  OpenIdSite(TestOpenIdProvider there, Caller tenant) {
    this.there = there;
    this.tenant = tenant;
  }

  /** What a server is configured with whose people sign in there, in these tenants. */
  public static OpenIdConfig config(TestOpenIdProvider there, String... tenants) {
    return new OpenIdConfig(
        there.issuer(),
        Optional.of("the company"),
        new OpenIdConfig.Client(TestOpenIdProvider.CLIENT, Optional.of(TestOpenIdProvider.SECRET)),
        List.of("openid"),
        "roles",
        ROLES.stream().map(OpenIdRole::parse).toList(),
        Stream.of(tenants).map(TenantName::new).collect(Collectors.toUnmodifiableSet()),
        Optional.empty());
  }

  Answer post(String path, JsonObject body) {
    return Answer.to(HttpCall.post(tenant.uri(path), "application/json", body.bytes()));
  }

  /** Sets out to be asked anew who he is. */
  Answer beginAnew() {
    return post("service/openid/options", JsonObject.builder().put("anew", true).build());
  }

  /** Sets out; what the browser is to come back with, and where it goes. */
  Answer begin() {
    return post("service/openid/options", JsonObject.EMPTY);
  }

  /** What the provider sends back who comes by that answer. */
  JsonObject back(Answer begun) {
    URI back = there.back(URI.create(begun.text("authorization_url")));
    Map<String, String> sent = new HashMap<>();
    for (String pair : back.getRawQuery().split("&", -1)) {
      int at = pair.indexOf('=');
      sent.put(
          pair.substring(0, at), URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8));
    }
    return JsonObject.builder()
        .put("flow", begun.text("flow"))
        .put("code", Objects.requireNonNull(sent.get("code")))
        .put("state", Objects.requireNonNull(sent.get("state")))
        .put("iss", Objects.requireNonNull(sent.get("iss")))
        .build();
  }

  /** The whole way there and back; the ticket, or why there is none. */
  Answer ticket() {
    return post("service/openid", back(begin()));
  }

  /** A token request by a ticket. */
  Answer ask(Answer ticket, String audience) {
    return ask(ticket.text("client_assertion"), audience);
  }

  Answer ask(String ticket, String audience) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "client_credentials");
    form.put("audience", tenant.below(audience));
    form.put("client_assertion_type", "urn:postern:client-assertion-type:openid");
    form.put("client_assertion", ticket);
    return tenant.post("application/x-www-form-urlencoded", Caller.form(form));
  }

  /** A token for the Admin API of whom the provider vouches for. */
  String token() {
    Answer ticket = ticket();
    if (ticket.status() != 200) {
      throw new AssertionError("no ticket: " + ticket.status() + " " + ticket.body());
    }
    return ask(ticket, "admin/v1").text("access_token");
  }
}
