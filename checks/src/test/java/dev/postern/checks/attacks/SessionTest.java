package dev.postern.checks.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Answer;
import dev.postern.checks.Caller;
import dev.postern.checks.Operator;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.verifier.TokenRefused;
import dev.postern.verifier.Verifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** C1, C3, C9: which tokens a change refuses, which it does not, and that none is ever revived. */
@Tag("attacks")
@ExtendWith(AttackedSite.class)
final class SessionTest {

  private static final String READ = "profile:read";
  private static final String CREATE = "profile:create";

  /** What can happen to an app, its grant, its second credential, and an API. */
  private enum Step {
    BLOCK,
    UNBLOCK,
    NARROW,
    WIDEN,
    REVOKE_SECOND,
    ADD_SECOND,
    /** The API that is introspected for knows one scope less. */
    DROP_SCOPE,
    /** It knows it again, and is granted it again. */
    RESTORE_SCOPE
  }

  private static final List<List<Step>> ORDERS =
      List.of(
          List.of(Step.BLOCK, Step.NARROW, Step.REVOKE_SECOND),
          List.of(Step.BLOCK, Step.REVOKE_SECOND, Step.NARROW),
          List.of(Step.NARROW, Step.BLOCK, Step.REVOKE_SECOND),
          List.of(Step.NARROW, Step.REVOKE_SECOND, Step.BLOCK),
          List.of(Step.REVOKE_SECOND, Step.BLOCK, Step.NARROW),
          List.of(Step.REVOKE_SECOND, Step.NARROW, Step.BLOCK));

  private static final List<Step> UNDONE = List.of(Step.UNBLOCK, Step.WIDEN, Step.ADD_SECOND);

  /** An API that no server of ours serves: introspection and verifiers say who may enter. */
  private record Guarded(String audience, String id, Caller guard) {

    static Guarded define(Operator operator, String name) {
      String audience = "https://" + name + ".example.com";
      String id = operator.api(audience, READ, CREATE);
      return new Guarded(audience, id, operator.guard(name + "-guard", id));
    }
  }

  /**
   * A token, for which of two APIs and by which of two credentials it was had, and whether it must
   * be accepted.
   */
  private static final class Taken {
    private final String token;
    private final String audience;
    private final boolean bySecond;
    private boolean alive = true;

    Taken(String token, String audience, boolean bySecond) {
      this.token = token;
      this.audience = audience;
      this.bySecond = bySecond;
    }
  }

  /** An app with two credentials, and all tokens that it ever had. */
  private static final class Subject {
    private final Operator operator;
    private final Guarded guarded;
    private final String api;
    private final Caller first;
    private final List<Taken> taken = new ArrayList<>();
    private Answer second;

    Subject(Operator operator, String api, Guarded guarded) {
      this.operator = operator;
      this.guarded = guarded;
      this.api = api;
      this.first = operator.app("subject", api, READ, CREATE);
      this.second = added();
      granted(guarded.id(), 201, READ, CREATE);
    }

    private void granted(String at, int status, String... scopes) {
      String body = "{\"scopes\":" + Operator.array(scopes) + "}";
      done("PUT", "/apps/" + first.id() + "/grants/" + at, body, status);
    }

    /** Both grants, so that both kinds of token have one fate. */
    private void granted(String... scopes) {
      granted(api, 200, scopes);
      granted(guarded.id(), 200, scopes);
    }

    private Answer added() {
      Answer made = operator.admin("POST", "/apps/" + first.id() + "/credentials", "{}");
      assertThat(made.status()).as(made.body()).isEqualTo(201);
      return made;
    }

    /** Takes a token by each credential, where one is given. */
    void take() {
      take(first.secret(), false);
      take(second.text("client_secret"), true);
    }

    private void take(String secret, boolean bySecond) {
      Caller caller = new Caller(first.issuer(), first.id(), secret);
      for (String audience : List.of(operator.identityAudience(), guarded.audience())) {
        Answer answer = caller.ask("audience", audience);
        if (answer.status() == 200) {
          taken.add(new Taken(answer.text("access_token"), audience, bySecond));
        }
      }
    }

    void go(Step step) {
      String app = "/apps/" + first.id();
      switch (step) {
        case BLOCK -> done("PATCH", app, "{\"status\":\"blocked\"}", 200);
        case UNBLOCK -> done("PATCH", app, "{\"status\":\"active\"}", 200);
        case NARROW -> granted(READ);
        case WIDEN -> granted(READ, CREATE);
        case REVOKE_SECOND -> {
          Answer answer = operator.admin("DELETE", app + "/credentials/" + second.text("id"), "");
          assertThat(answer.status()).isIn(204, 404);
        }
        case ADD_SECOND -> second = added();
        case DROP_SCOPE -> known(READ);
        case RESTORE_SCOPE -> {
          known(READ, CREATE);
          granted(guarded.id(), 200, READ, CREATE);
        }
      }
      for (Taken one : taken) {
        one.alive &= !closes(step, one);
      }
    }

    /** Which scopes the API that is introspected for has. */
    private void known(String... scopes) {
      String names = String.join("\"},{\"name\":\"", scopes);
      String body = "{\"scopes\":[{\"name\":\"" + names + "\"}]}";
      done("PATCH", "/apis/" + guarded.id(), body, 200);
    }

    /** Only what takes something away closes; here each step changes something. */
    private boolean closes(Step step, Taken one) {
      return switch (step) {
        case BLOCK, NARROW -> true;
        case REVOKE_SECOND -> one.bySecond;
        case DROP_SCOPE -> one.audience.equals(guarded.audience());
        case UNBLOCK, WIDEN, ADD_SECOND, RESTORE_SCOPE -> false;
      };
    }

    private void done(String method, String path, String body, int status) {
      Answer answer = operator.admin(method, path, body);
      assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    }
  }

  private static boolean accepted(Operator operator, String token) {
    String url = operator.identityAudience() + "/accounts?limit=1";
    int status = Operator.call("GET", url, "", token).status();
    assertThat(status).isIn(200, 401);
    return status == 200;
  }

  private static void verify(Subject subject, String when) {
    for (Taken one : subject.taken) {
      boolean passes =
          one.audience.equals(subject.guarded.audience())
              ? active(subject.guarded.guard(), one.token)
              : accepted(subject.operator, one.token);
      assertThat(passes).as("%s, for %s", when, one.audience).isEqualTo(one.alive);
    }
  }

  /** What introspection says, which is the same signed and unsigned. */
  private static boolean active(Caller guard, String token) {
    Answer answer = guard.introspect(token);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(guard.introspectSigned(token).member("token_introspection")).contains(answer.json());
    boolean active = answer.json().has("sub");
    assertThat(active || answer.body().equals("{\"active\":false}")).as(answer.body()).isTrue();
    return active;
  }

  @Test
  void c1InEveryOrderATokenDiesWithTheFirstStepThatTouchesItAndForGood(Site site) {
    Operator operator = site.operator();
    String api = site.apiId(operator.identityAudience());
    String neighbour = operator.app("c1-neighbour", api, READ).token(operator.identityAudience());
    Guarded guarded = Guarded.define(operator, "c1");
    for (List<Step> order : ORDERS) {
      Subject subject = new Subject(operator, api, guarded);
      subject.take();
      for (Step step : order) {
        subject.go(step);
        verify(subject, order + " at " + step);
        subject.take();
      }
      for (Step step : UNDONE) {
        subject.go(step);
        verify(subject, order + " undone at " + step);
      }
      subject.take();
      verify(subject, order + " undone");
      assertThat(subject.taken.getLast().alive).isTrue();
      assertThat(accepted(operator, neighbour)).as("a neighbour").isTrue();
    }
  }

  @Test
  void c3TheVerifierLibraryIntrospectionAndTheBuiltInApisAgreeAfterAnyOrderOfChanges(Site site)
      throws Exception {
    Operator operator = site.operator();
    String api = site.apiId(operator.identityAudience());
    long seed = System.nanoTime();
    System.out.println("changes in an order by the seed " + seed);
    Random random = new Random(seed);
    Guarded guarded = Guarded.define(operator, "c3");
    String issuer = operator.caller().issuer();
    try (Verifier identity = Verifier.of(issuer, operator.identityAudience());
        Verifier verifier = Verifier.of(issuer, guarded.audience())) {
      Subject subject = new Subject(operator, api, guarded);
      boolean narrow = false;
      boolean blocked = false;
      boolean second = true;
      boolean dropped = false;
      for (int i = 0; i < 30; i++) {
        subject.take();
        // A step that changes nothing closes nothing; so each is one that changes something. A
        // narrow grant has not the scope that the API drops, and what is dropped is not granted.
        Step step =
            switch (random.nextInt(4)) {
              case 0 -> blocked ? Step.UNBLOCK : Step.BLOCK;
              case 1 -> second ? Step.REVOKE_SECOND : Step.ADD_SECOND;
              case 2 -> dropped ? Step.RESTORE_SCOPE : narrow ? Step.WIDEN : Step.NARROW;
              default -> dropped ? Step.RESTORE_SCOPE : narrow ? Step.WIDEN : Step.DROP_SCOPE;
            };
        blocked = step == Step.BLOCK || (blocked && step != Step.UNBLOCK);
        second = step == Step.ADD_SECOND || (second && step != Step.REVOKE_SECOND);
        narrow = step == Step.NARROW || (narrow && step != Step.WIDEN);
        dropped = step == Step.DROP_SCOPE || (dropped && step != Step.RESTORE_SCOPE);
        subject.go(step);
        verify(subject, "step " + i + ", " + step);
        for (Taken one : subject.taken) {
          awaitVerdict(one.audience.equals(guarded.audience()) ? verifier : identity, one);
        }
      }
    }
  }

  /** The library hears of it a moment later. */
  private static void awaitVerdict(Verifier verifier, Taken one) throws InterruptedException {
    for (int attempt = 0; attempt < 2000; attempt++) {
      if (accepts(verifier, one.token) == one.alive) {
        return;
      }
      Thread.sleep(10);
    }
    throw new AssertionError("the verifier does not come to: alive is " + one.alive);
  }

  private static boolean accepts(Verifier verifier, String token) {
    try {
      return verifier.verify("Bearer " + token) != null;
    } catch (TokenRefused refused) {
      assertThat(refused.status()).isEqualTo(401);
      return false;
    }
  }

  @Test
  void c9WhateverIsRevokedIsRefusedAndNothingElse(Site site) throws JsonFault {
    Operator operator = site.found("c9");
    String api = operator.apiId(operator.identityAudience());
    Guarded guarded = Guarded.define(operator, "c9");
    String neighbour = operator.app("neighbour", api, READ).token(operator.identityAudience());
    for (String kind : List.of("token", "credential", "grant", "app")) {
      Caller app = operator.app("c9", api, READ);
      String token = app.token(operator.identityAudience());
      assertThat(accepted(operator, token)).isTrue();
      Answer answer =
          operator.admin("POST", "/revocations", revocation(operator, kind, app, token));
      assertThat(answer.status()).as(answer.body()).isEqualTo(201);
      assertThat(accepted(operator, token)).as(kind).isFalse();
      assertThat(accepted(operator, app.token(operator.identityAudience())))
          .as("a new token")
          .isTrue();
      assertThat(accepted(operator, neighbour)).as("a neighbour after " + kind).isTrue();
      introspected(operator, kind, guarded);
    }
    String before = operator.app("last", api, READ).token(operator.identityAudience());
    String told = operator.app("told", guarded.id(), READ).token(guarded.audience());
    assertThat(active(guarded.guard(), told)).isTrue();
    assertThat(operator.admin("POST", "/revocations", "{\"kind\":\"tenant\"}").status())
        .isEqualTo(201);
    assertThat(active(guarded.guard(), told)).isFalse();
    assertThat(accepted(operator, before)).isFalse();
    assertThat(accepted(operator, neighbour)).isFalse();
    assertThat(operator.admin("GET", "/apps", "").status()).as("his own token too").isEqualTo(401);
    assertThat(new Operator(operator.caller()).admin("GET", "/apps", "").status()).isEqualTo(200);
  }

  /** The same of an API that asks. */
  private static void introspected(Operator operator, String kind, Guarded guarded)
      throws JsonFault {
    Caller guard = guarded.guard();
    Caller app = operator.app("c9-guarded", guarded.id(), READ);
    Caller other = operator.app("c9-other", guarded.id(), READ);
    String token = app.token(guarded.audience());
    String neighbour = other.token(guarded.audience());
    assertThat(active(guard, token)).isTrue();
    String body = revocation(operator, kind, app, token);
    assertThat(operator.admin("POST", "/revocations", body).status()).isEqualTo(201);
    assertThat(active(guard, token)).as(kind).isFalse();
    assertThat(active(guard, neighbour)).as("a neighbour after " + kind).isTrue();
    assertThat(active(guard, app.token(guarded.audience()))).as("a new token").isTrue();
  }

  private static String revocation(Operator operator, String kind, Caller app, String token)
      throws JsonFault {
    JsonObject.Builder body = JsonObject.builder().put("kind", kind);
    switch (kind) {
      case "token" -> body.put("token", token);
      case "credential" -> {
        Answer list = operator.admin("GET", "/apps/" + app.id() + "/credentials", "");
        JsonObject first = (JsonObject) list.json().array("items").values().getFirst();
        body.put("client_id", app.id()).put("id", first.string("id"));
      }
      case "grant" -> {
        Answer list = operator.admin("GET", "/apps/" + app.id() + "/grants", "");
        JsonObject first = (JsonObject) list.json().array("items").values().getFirst();
        body.put("client_id", app.id()).put("api_id", first.string("api_id"));
      }
      default -> body.put("client_id", app.id());
    }
    return body.build().text();
  }
}
