package dev.postern.checks.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Answer;
import dev.postern.checks.Caller;
import dev.postern.checks.Operator;
import dev.postern.protocol.json.JsonFault;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An app that is changed again and again, and the states that it may be in: one after a change that
 * was acknowledged, two after one whose answer never came.
 */
final class Subject {

  /** The scopes that it may be granted. */
  static final List<String> BOTH = List.of("thing:read", "thing:write");

  static final List<String> ONE = List.of("thing:read");

  /** What is to be seen of an app. */
  enum State {
    WIDE,
    NARROW,
    BLOCKED,
    GONE
  }

  private final String id;
  private final String secret;
  private final Set<State> possible = new HashSet<>(Set.of(State.WIDE));

  Subject(Answer made) {
    this.id = made.text("client_id");
    this.secret = made.text("client_secret");
  }

  String id() {
    return id;
  }

  /** A change to {@code next} is asked for: from now on it may be there. */
  void asked(State next) {
    possible.add(next);
  }

  /** The change to {@code next} was acknowledged: from now on it must be there. */
  void acknowledged(State next) {
    possible.clear();
    possible.add(next);
  }

  /** Looks at it from every side; what is seen must be one of the states that it may be in. */
  void verify(Operator operator, String apiId) throws JsonFault {
    State seen = seen(operator, apiId);
    assertThat(possible).as("the state of %s", id).contains(seen);
    acknowledged(seen);
    Answer token = new Caller(operator.caller().issuer(), id, secret).ask();
    if (seen == State.GONE || seen == State.BLOCKED) {
      assertThat(token.status()).isEqualTo(401);
    } else {
      assertThat(token.status()).as(token.body()).isEqualTo(200);
      assertThat(token.text("scope")).isEqualTo(String.join(" ", seen == State.WIDE ? BOTH : ONE));
    }
  }

  private State seen(Operator operator, String apiId) throws JsonFault {
    Answer app = operator.admin("GET", "/apps/" + id, "");
    if (app.status() == 404) {
      return State.GONE;
    }
    assertThat(app.status()).as(app.body()).isEqualTo(200);
    assertThat(
            operator
                .admin("GET", "/apps/" + id + "/credentials", "")
                .json()
                .array("items")
                .values())
        .hasSize(1);
    Answer grant = operator.admin("GET", "/apps/" + id + "/grants/" + apiId, "");
    assertThat(grant.status()).as(grant.body()).isEqualTo(200);
    if (app.text("status").equals("blocked")) {
      return State.BLOCKED;
    }
    List<String> scopes = grant.json().array("scopes").strings();
    assertThat(scopes).isIn(BOTH, ONE);
    return scopes.equals(BOTH) ? State.WIDE : State.NARROW;
  }
}
