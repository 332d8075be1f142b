package dev.postern.console.screen.accounts;

import dev.postern.console.gate.Answer;
import dev.postern.console.gate.Call;
import dev.postern.console.web.Api;
import dev.postern.console.web.ApiRefused;
import dev.postern.console.web.Item;
import dev.postern.console.web.Query;
import dev.postern.console.web.Room;
import dev.postern.console.web.Session;
import dev.postern.console.web.Urls;
import dev.postern.console.web.Visit;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonBoolean;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonNumber;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Accounts of the Identity Management API: what is personal is looked at behind one more sign-in,
 * by a session of its own that is short.
 */
public final class AccountScreens {

  private static final String ROOT = "/identity/v2/manage";
  private static final String JSON = "application/json";
  private static final String READ = "profile:read";
  private static final String UPDATE = "profile:update";
  private static final List<String> EDITABLE =
      List.of("FirstName", "LastName", "FullName", "UserName", "PhoneId", "Company");

  private AccountScreens() {}

  /**
   * A part of the list, or what was looked for and is not there.
   *
   * @param accounts the profiles
   * @param next the cursor of the next part
   * @param query what the address says: where the part begins
   * @param wanted what was looked for
   */
  public record Shown(List<Item> accounts, Optional<String> next, Query query, String wanted) {}

  /**
   * One account.
   *
   * @param profile its profile
   * @param editable the members that the form has, with their values
   * @param others all else that is set
   */
  public record Detail(Item profile, Map<String, String> editable, List<Fact> others) {

    /** The primary address, if there is one. */
    public String email() {
      return mail(profile);
    }
  }

  /**
   * One thing that a profile says, as people read it.
   *
   * @param name the member
   * @param at the moment that it is; empty where it is none
   * @param lines what it says otherwise, one below the other
   */
  public record Fact(String name, Optional<Instant> at, List<String> lines) {

    static Fact of(String name, JsonValue value) {
      return switch (value) {
        case JsonString text -> {
          Optional<Instant> at = moment(text.value());
          yield new Fact(name, at, at.isPresent() ? List.of() : List.of(text.value()));
        }
        case JsonArray array ->
            new Fact(name, Optional.empty(), array.values().stream().map(Fact::line).toList());
        case JsonObject _, JsonNumber _, JsonBoolean _, JsonNull _ ->
            new Fact(name, Optional.empty(), List.of(line(value)));
      };
    }

    private static Optional<Instant> moment(String text) {
      try {
        return Optional.of(Instant.parse(text));
      } catch (DateTimeParseException none) {
        return Optional.empty();
      }
    }

    /** Addresses and numbers are values of a type; what has another shape is shown as it is. */
    private static String line(JsonValue value) {
      if (value instanceof JsonString text) {
        return text.value();
      }
      if (value instanceof JsonObject object
          && object.members().keySet().equals(Set.of("Type", "Value"))) {
        Item item = new Item(object);
        Optional<String> said = item.optional("Value");
        Optional<String> type = item.optional("Type");
        if (said.isPresent() && type.isPresent()) {
          return said.get() + " (" + type.get() + ")";
        }
      }
      return value.text();
    }
  }

  /** The first address of a profile; empty where it has none. */
  public static String mail(Item profile) {
    return profile.items("Email").stream().findFirst().map(it -> it.text("Value")).orElse("");
  }

  /** The identity API for whoever has signed in for it. */
  private record Accounts(Visit visit, Session session) {

    Item call(Call call) throws ApiRefused {
      Answer answer = visit.upstream().call(call.bearer(session.token()), visit.asked().from());
      if (answer.status() >= 400) {
        Item error = new Item(Api.read(answer));
        throw new ApiRefused(
            error.optionalNumber("ErrorCode").filter(code -> code == 938).isPresent()
                ? 404
                : answer.status(),
            "",
            error.optional("Description").orElse(""),
            List.of());
      }
      return new Item(Api.read(answer));
    }
  }

  @FunctionalInterface
  private interface Work {
    Answer on(Accounts accounts) throws ApiRefused;
  }

  /** Its rooms. */
  public static List<Room> rooms() {
    return List.of(
        Room.get("/accounts", visit -> within(visit, READ, AccountScreens::list)),
        Room.post("/accounts", visit -> within(visit, READ, AccountScreens::find)),
        Room.get("/accounts/{uid}", visit -> within(visit, READ, AccountScreens::detail)),
        Room.post("/accounts/{uid}", visit -> within(visit, UPDATE, AccountScreens::change)));
  }

  /**
   * Who has not signed in for accounts, or did so too long ago, is asked to; but nobody confirms
   * who he is only to hear that it is not for him.
   */
  private static Answer within(Visit visit, String scope, Work work) throws ApiRefused {
    visit.demand(scope);
    Optional<Session> session = visit.accounts();
    if (session.isEmpty()) {
      return visit.page("accountsdoor.jte", visit.asked().path());
    }
    try {
      return work.on(new Accounts(visit, session.get()));
    } catch (ApiRefused refused) {
      if (refused.status() == 401) {
        return visit.page("accountsdoor.jte", visit.asked().path());
      }
      throw refused;
    }
  }

  private static Answer list(Accounts accounts) throws ApiRefused {
    Query part = accounts.visit().part(50);
    Item answer = accounts.call(Call.of("GET", ROOT + "/accounts").query(part.text()));
    return accounts
        .visit()
        .page(
            "accounts.jte",
            new Shown(answer.items("Data"), answer.optional("Next"), accounts.visit().query(), ""));
  }

  /**
   * What people are looked for by is personal, so it is sent in a form and stands in no address,
   * which browsers keep. One is found at most, and leads to its own page.
   */
  private static Answer find(Accounts accounts) throws ApiRefused {
    Visit visit = accounts.visit();
    Optional<String> wanted = visit.form().first("q");
    if (wanted.isEmpty()) {
      return visit.to("/accounts");
    }
    Optional<Item> found = found(accounts, wanted.get());
    return found.isPresent()
        ? visit.to(Urls.path("/accounts/{}", found.get().text("Uid")))
        : visit.page(
            "accounts.jte", new Shown(List.of(), Optional.empty(), Query.NONE, wanted.get()));
  }

  /** By whatever the text can be: an address, a number, a uid, or a user name. */
  private static Optional<Item> found(Accounts accounts, String text) throws ApiRefused {
    Call call;
    if (text.matches("[0-9a-f]{32}")) {
      call = Call.of("GET", ROOT + Urls.path("/account/{}", text));
    } else {
      String by =
          text.contains("@") ? "email" : text.matches("[+0-9 ()-]{4,}") ? "phone" : "username";
      call = Call.of("GET", ROOT + "/account").query(Query.NONE.and(by, text).text());
    }
    try {
      return Optional.of(accounts.call(call));
    } catch (ApiRefused refused) {
      if (refused.status() == 404 || refused.status() == 400) {
        return Optional.empty();
      }
      throw refused;
    }
  }

  private static Call one(Accounts accounts, String method) {
    return Call.of(method, ROOT + Urls.path("/account/{}", accounts.visit().segment("uid")));
  }

  private static Answer detail(Accounts accounts) throws ApiRefused {
    Item profile = accounts.call(one(accounts, "GET"));
    Map<String, String> editable = new LinkedHashMap<>();
    EDITABLE.forEach(name -> editable.put(name, profile.optional(name).orElse("")));
    List<Fact> others = new ArrayList<>();
    profile
        .json()
        .members()
        .forEach((name, value) -> {
          boolean shown = EDITABLE.contains(name) || name.equals("IsActive");
          if (!shown && profile.has(name)) {
            others.add(Fact.of(name, value));
          }
        });
    return accounts.visit().page("account.jte", new Detail(profile, editable, others));
  }

  private static Answer change(Accounts accounts) throws ApiRefused {
    Query form = accounts.visit().form();
    JsonObject.Builder body = JsonObject.builder();
    for (String name : EDITABLE) {
      body.put(name, form.first(name).<JsonValue>map(JsonString::new).orElse(JsonNull.NULL));
    }
    body.put("IsActive", new JsonBoolean(form.has("IsActive")));
    accounts.call(
        one(accounts, "PUT")
            .query("nullsupport=true")
            .body(JSON, body.build().text().getBytes(StandardCharsets.UTF_8)));
    return accounts.visit().to(Urls.path("/accounts/{}", accounts.visit().segment("uid")), "saved");
  }
}
