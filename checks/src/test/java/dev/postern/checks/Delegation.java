package dev.postern.checks;

import dev.postern.protocol.OAuthUri;
import dev.postern.protocol.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Two APIs of a tenant, one behind the other: customers call the front with tokens of their own,
 * and a service, which is the front, calls the back in their name (RFC 8693).
 */
public final class Delegation {

  public static final String FRONT = "https://reports.example.com";
  public static final String BACK = "https://ledger.example.com";

  private final Operator operator;
  private final String front;
  private final String back;
  private final Caller service;

  /** Sets it up; the service may exchange whatever is sent to it. */
  public Delegation(Operator operator) {
    this.operator = operator;
    this.front = operator.api(FRONT, "report:read", "report:write");
    this.back = operator.api(BACK, "entries:read", "entries:write");
    this.service = service(exchangingFrom(front));
  }

  public Operator operator() {
    return operator;
  }

  public String front() {
    return front;
  }

  public String back() {
    return back;
  }

  public Caller service() {
    return service;
  }

  /** A new customer of the front. */
  public Caller customer() {
    return operator.app("customer", front, "report:read");
  }

  /** Another service that is the front, whose grant at the back says this of exchanging. */
  public Caller service(String exchange) {
    Caller made = operator.guard("service", front);
    grant(made, exchange);
    return made;
  }

  /** Terms of exchange, without any conditions, for tokens that are for {@code api}. */
  public static String exchangingFrom(String api) {
    return "{\"from\":[\"%s\"]}".formatted(api);
  }

  /** Grants a service everything at the back, and says this of exchanging. */
  public void grant(Caller caller, String exchange) {
    done(
        operator.admin(
            "PUT",
            "/apps/" + caller.id() + "/grants/" + back,
            "{\"scopes\":[\"entries:read\",\"entries:write\"],\"exchange\":%s}"
                .formatted(exchange)));
  }

  /** An error where an administrative act did not succeed. */
  public static Answer done(Answer answer) {
    if (answer.status() < 200 || answer.status() > 204) {
      throw new AssertionError(answer.status() + " " + answer.body());
    }
    return answer;
  }

  /** What {@code by} gets in exchange for a token, with these parameters instead or beside. */
  public static Answer exchange(Caller by, String subjectToken, String... namesAndValues) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("client_id", by.id());
    form.put("client_secret", by.secret());
    form.put("grant_type", OAuthUri.TOKEN_EXCHANGE);
    form.put("subject_token", subjectToken);
    form.put("subject_token_type", OAuthUri.ACCESS_TOKEN);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      form.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return by.post("application/x-www-form-urlencoded", Caller.form(form));
  }

  /** The token that {@code by} gets in exchange for another; an error where there is none. */
  public static String exchanged(Caller by, String subjectToken, String... namesAndValues) {
    return done(exchange(by, subjectToken, namesAndValues)).text("access_token");
  }

  /** What a token that {@code by} gets in exchange says. */
  public static JsonObject exchangedClaims(Caller by, String subjectToken) {
    return TokenParts.claims(exchanged(by, subjectToken));
  }
}
