package dev.postern.console.screen.explain;

import dev.postern.console.gate.Answer;
import dev.postern.console.web.ApiRefused;
import dev.postern.console.web.Item;
import dev.postern.console.web.Pretty;
import dev.postern.console.web.Query;
import dev.postern.console.web.Room;
import dev.postern.console.web.Visit;
import dev.postern.protocol.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** Why a request got a token or none, and what a token is worth. */
public final class ExplainScreens {

  private static final List<String> QUESTION = List.of("client_id", "audience", "scope", "address");

  private ExplainScreens() {}

  /**
   * A question and its answer.
   *
   * @param form what was asked
   * @param answer what the Admin API says to it; empty before anything was asked
   * @param refused why it did not answer
   */
  public record Shown(Query form, Optional<Item> answer, Optional<ApiRefused> refused) {

    /** What the answer comes to. */
    public boolean good() {
      return answer.map(it -> it.flag("allowed") || it.flag("active")).orElse(false);
    }

    /** The rules that came out so, in their order. */
    public List<Item> rules(String outcome) {
      return answer.stream()
          .flatMap(it -> it.items("rules").stream())
          .filter(rule -> rule.text("outcome").equals(outcome))
          .toList();
    }

    /** A member of the answer as JSON text; empty where there is none. */
    public String json(String name) {
      return answer.flatMap(it -> it.item(name)).map(it -> Pretty.text(it.json())).orElse("");
    }
  }

  /** Its rooms. */
  public static List<Room> rooms() {
    return List.of(
        Room.get("/explain", ExplainScreens::request),
        Room.post("/explain", ExplainScreens::token));
  }

  /**
   * A request is in the address, so that it can be sent to a colleague: nothing of it is secret.
   */
  private static Answer request(Visit visit) throws ApiRefused {
    Query form = visit.query();
    if (form.first("audience").isEmpty()) {
      return visit.page("explain.jte", new Shown(form, Optional.empty(), Optional.empty()));
    }
    JsonObject.Builder body = JsonObject.builder();
    for (String name : QUESTION) {
      form.first(name).ifPresent(value -> body.put(name, value));
    }
    return answered(visit, form, body.build());
  }

  /** A token is a secret: it is sent in a form, and not said again. */
  private static Answer token(Visit visit) throws ApiRefused {
    String token = visit.form().first("token").orElse("").replaceFirst("(?i)^bearer +", "");
    return answered(visit, Query.NONE, JsonObject.builder().put("token", token).build());
  }

  private static Answer answered(Visit visit, Query form, JsonObject body) throws ApiRefused {
    try {
      Item answer = visit.api().post("/explain", body);
      return visit.page("explain.jte", new Shown(form, Optional.of(answer), Optional.empty()));
    } catch (ApiRefused refused) {
      if (refused.status() != 400 && !refused.code().equals(ApiRefused.LIMITED)) {
        throw refused;
      }
      return visit.page(
          refused.status(), "explain.jte", new Shown(form, Optional.empty(), Optional.of(refused)));
    }
  }
}
