package dev.postern.server.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.server.TestCertificates;
import dev.postern.server.http.admin.AdminSite.Answer;
import dev.postern.server.http.admin.Bodies.Body;
import dev.postern.server.http.admin.Description.Operation;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the description says of bodies is what the server takes and refuses. */
final class BodiesTest {

  /** Members that name something which is there: keeping to the schema is not enough. */
  private static final Set<String> REFERENCES =
      Set.of("client_id", "id", "api_id", "kid", "token", "identifier");

  private final AdminSite site = new AdminSite();
  private final Targets targets = new Targets(site);

  @Test
  void everyBoundOfEveryBodyIsKeptToTheCharacter() {
    int tried = 0;
    for (Operation each : site.description().operations()) {
      if (each.bodySchema().isPresent()) {
        JsonObject schema = each.bodySchema().get();
        List<Body> bodies = Bodies.of(schema, site.description(), targets);
        assertThat(bodies.stream().anyMatch(body -> !body.good())).as(each.toString()).isTrue();
        tried += tryAll(each, schema, bodies);
      }
    }
    assertThat(tried).isGreaterThan(500);
  }

  private int tryAll(Operation operation, JsonObject schema, List<Body> bodies) {
    for (Body body : bodies) {
      String what = operation + " " + body.what() + " at " + body.pointer();
      assertThat(site.description().faults(schema, body.json()).isEmpty())
          .as(what + ": the schema says")
          .isEqualTo(body.good());
      Answer answer = send(operation, body.json());
      if (body.good()) {
        if (!refersToSomething(body)) {
          assertThat(answer.status()).as(what + " " + answer.body().text()).isIn(200, 201);
        }
      } else {
        assertThat(answer.problem()).as(what).isEqualTo("400 invalid");
        assertThat(answer.pointers()).as(what).contains(missed(operation, body));
      }
    }
    return bodies.size();
  }

  /** What is null is as if left out; where one of two is wanted, the other is missed then. */
  private static String missed(Operation operation, Body body) {
    String pointer = body.pointer();
    String orToken = operation.path().equals("/explain") ? "/client_id" : "/jti";
    return switch (pointer) {
      case "/token" -> nothing(body, "token") ? orToken : pointer;
      case "/jwks_uri" -> nothing(body, "jwks_uri") ? "/jwk" : pointer;
      case "/subject_dn", "/san_dns", "/san_uri", "/san_ip", "/san_email" ->
          nothing(body, pointer.substring(1)) ? "/pem" : pointer;
      default -> pointer;
    };
  }

  private static boolean nothing(Body body, String member) {
    return body.json().members().get(member) == JsonNull.NULL;
  }

  private static boolean refersToSomething(Body body) {
    String name = body.pointer().substring(body.pointer().lastIndexOf('/') + 1);
    boolean revocation = body.json().has("kind") && !body.json().has("jti");
    // A limit can be said at one API alone: LimitedGrantsTest.
    boolean limit = body.pointer().endsWith("/only_apis") && !nothing(body, name);
    return revocation
        || limit
        || (REFERENCES.contains(name) && !body.pointer().equals("/identifier"));
  }

  private Answer send(Operation operation, JsonObject body) {
    JsonObject sent = body;
    if (operation.path().equals("/apis") && body.members().get("name") instanceof JsonString) {
      sent = fresh(body);
    }
    if (operation.path().equals("/certificate-authorities")
        && body.members().get("pem") instanceof JsonString) {
      // None is trusted twice.
      String pem = TestCertificates.authority("CN=" + targets.name()).pem();
      sent = JsonObject.builder().putAll(body).put("pem", pem).build();
    }
    if (operation.path().equals("/apps")
        && new JsonString("fapi2").equals(body.members().get("profile"))) {
      sent = keyed(body);
    }
    boolean invites =
        operation.path().equals("/apps/{client_id}/credentials")
            && new JsonString("invitation").equals(body.members().get("type"));
    String path = invites ? targets.person() + "/credentials" : targets.path(operation);
    return site.call(operation.method(), path).json(sent.text()).send();
  }

  /** An app that is strict from its birth has a key. */
  private static JsonObject keyed(JsonObject body) {
    JsonObject credential =
        JsonObject.builder().put("type", "public_key").put("jwk", Bodies.KEY).build();
    return JsonObject.builder().putAll(body).put("credential", credential).build();
  }

  /** An identifier is taken once only; where the body tries another member, it gets a new one. */
  private JsonObject fresh(JsonObject body) {
    boolean tried =
        !(body.members().get("identifier") instanceof JsonString identifier)
            || identifier.value().length() > 500;
    return tried
        ? body
        : JsonObject.builder().putAll(body).put("identifier", "urn:" + targets.name()).build();
  }
}
