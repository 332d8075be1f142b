package dev.postern.server.http.admin;

import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.TestPasskey;
import dev.postern.server.admin.Applicant;
import dev.postern.server.admin.Passkeys;
import dev.postern.server.clientauth.PasskeyProof;
import dev.postern.server.grant.GrantRequest;
import dev.postern.server.http.admin.AdminSite.Answer;
import dev.postern.server.issuance.TokenRequest;
import dev.postern.server.possession.Shown;
import dev.postern.server.refusal.Awaited;
import dev.postern.server.refusal.Reason;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.BuiltInApi;
import dev.postern.store.TenantName;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** People on an {@link AdminSite}, who make passkeys and sign in with them. */
final class PeopleSite {

  /** Where the pages are that the browsers show. */
  static final String ORIGIN = "http://localhost:8080";

  final AdminSite site = new AdminSite();

  /** Somebody who is invited. */
  record Person(String id, String invitation) {

    String path() {
      return "/apps/" + id;
    }
  }

  Passkeys passkeys() {
    return site.administration.passkeys();
  }

  /** Somebody who may see apps, and is invited. */
  Person invite() {
    String admin = BuiltInApi.ADMIN.audience(site.address.issuer(AdminSite.HOME)).text();
    Answer made =
        site.post(
            "/apps",
            JsonObject.builder()
                .put("name", "Ada")
                .put("credential", JsonObject.builder().put("type", "invitation").build())
                .put(
                    "grants",
                    new JsonArray(
                        List.of(
                            JsonObject.builder()
                                .put("identifier", admin)
                                .put("scopes", JsonArray.ofStrings(List.of("apps:read")))
                                .put("token_lifetime_seconds", 28_800)
                                .build())))
                .build()
                .text());
    if (made.status() != 201) {
      throw new AssertionError(made.body().text());
    }
    return new Person(made.text("client_id"), made.text("invitation"));
  }

  /** Somebody who has a passkey, which is {@code passkey} from now on. */
  Person joined(TestPasskey passkey) {
    Person person = invite();
    try {
      register(person, passkey.make(creation(person), ORIGIN));
    } catch (Refusal e) {
      throw new AssertionError("no passkey: " + e.reason(), e);
    }
    return person;
  }

  JsonObject creation(Person person) throws Refusal {
    return passkeys().creation(applicant(person.invitation()));
  }

  /** Makes a passkey of what an authenticator answered. */
  JsonObject register(Person person, JsonObject response) throws Refusal {
    return registerBy(
        person, JsonObject.builder().put("name", "Laptop").put("response", response).build());
  }

  /** The same with another body. */
  JsonObject registerBy(Person person, JsonObject body) throws Refusal {
    return passkeys().register(applicant(person.invitation()), () -> body);
  }

  Applicant applicant(String invitation) {
    return new Applicant(AdminSite.HOME, invitation, InetAddress.getLoopbackAddress(), site.now());
  }

  JsonObject options() {
    return options(AdminSite.HOME);
  }

  JsonObject options(TenantName tenant) {
    return passkeys().signIn(tenant, site.now());
  }

  /** The token that somebody gets for what his authenticator answered. */
  String token(JsonObject answer) throws Refusal {
    return token(encoded(answer), Optional.empty());
  }

  static String encoded(JsonObject answer) {
    return TestPasskey.text(answer.bytes());
  }

  /** The same for whatever somebody sends as that; waiting where that is needed, once. */
  String token(String assertion, Optional<String> clientId) throws Refusal {
    String audience = BuiltInApi.ADMIN.audience(site.address.issuer(AdminSite.HOME)).text();
    TokenRequest request =
        new TokenRequest(
            AdminSite.HOME,
            new PasskeyProof(clientId, assertion, InetAddress.getLoopbackAddress(), true),
            new GrantRequest.ClientCredentials(
                Optional.of(audience), Optional.empty(), JsonObject.EMPTY),
            Shown.NOTHING);
    try {
      return token(request);
    } catch (Refusal refusal) {
      if (refusal.reason() instanceof Awaited awaited) {
        awaited.arrival().await();
        return token(request);
      }
      throw refusal;
    }
  }

  private String token(TokenRequest request) throws Refusal {
    return new String(site.issuance.issue(request).token().reveal(), StandardCharsets.US_ASCII);
  }

  /** Something that is to be refused. */
  @FunctionalInterface
  interface Attempt {
    Object make() throws Refusal;
  }

  /** Why it is. */
  static Reason refused(Attempt attempt) {
    Object made;
    try {
      made = attempt.make();
    } catch (Refusal refusal) {
      return refusal.reason();
    }
    throw new AssertionError("not refused: " + made);
  }
}
