package dev.postern.cli;

import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonNumber;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** People, who sign in at the console in a browser, each by a passkey. */
@Command(name = "console", description = "People, who sign in at the console by passkeys.")
final class ConsoleCommands {

  /** The longest that somebody is signed in, whatever he does. */
  private static final Duration SESSION = Duration.ofHours(8);

  private static final JsonObject INVITATION =
      JsonObject.builder().put("type", "invitation").build();

  private static final String CLIENT_ID = "client_id";
  private static final String LAST_USED = "last_used_at";
  private static final String CLIENT = "CLIENT_ID";

  /** What there is to do for who administers chosen APIs; all else is refused to him. */
  private static final List<String> OF_CHOSEN_APIS =
      List.of(
          "apis:read", "apis:write", "apps:read", "apps:write", "usage:read", "revocations:write");

  /** What somebody may do there. */
  enum Role {
    /** Sees all that the Admin API shows. */
    VIEWER,
    /** Does all that the two built-in APIs can. */
    ADMIN;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Reads a role, and names those that there are as people write them. */
  static final class RoleName implements ITypeConverter<Role> {
    @Override
    public Role convert(String text) {
      return Stream.of(Role.values())
          .filter(role -> role.toString().equals(text.toLowerCase(Locale.ROOT)))
          .findFirst()
          .orElseThrow(() ->
              new TypeConversionException(
                  "expected one of " + List.of(Role.values()) + " but was '" + text + "'"));
    }
  }

  @Command(
      description = "Invites somebody: prints a link by which they make a passkey, once.",
      footer = {
        "  postern console invite 'Ada Lovelace'",
        "  postern console invite 'Grace Hopper' --role admin",
        "  postern console invite 'Files team' --role admin --only-api https://files.example.com",
        "  postern console invite --again CLIENT_ID"
      })
  void invite(
      @Mixin ServerOptions server,
      @Parameters(paramLabel = "NAME", arity = "0..1", description = "Who it is.")
          @Nullable String name,
      @Option(
              names = "--role",
              paramLabel = "ROLE",
              converter = RoleName.class,
              description = "viewer (as it is where nothing is said), or admin.")
          @Nullable Role role,
      @Option(
              names = "--only-api",
              paramLabel = "API",
              description = {
                "Lets them see, or administer, this API and nothing else: its identifier or id; may"
                    + " be repeated."
              })
          @Nullable List<String> onlyApis,
      @Option(
              names = "--again",
              paramLabel = CLIENT,
              description = "A new invitation for a person who is there.")
          @Nullable String again)
      throws CommandFailed {
    if ((name == null) == (again == null)
        || (again != null && (role != null || onlyApis != null))) {
      throw CommandFailed.usage("name somebody and a role, or --again and who is there");
    }
    RemoteApi admin = server.admin();
    JsonObject answer =
        name == null
            ? admin.post(RemoteApi.path("apps", String.valueOf(again), "credentials"), INVITATION)
            : admin.post(
                "/apps",
                JsonObject.builder()
                    .put("name", name)
                    .put("credential", INVITATION)
                    .put("grants", grants(server, admin, role, onlyApis))
                    .build());
    if (server.json) {
      server.output().object(answer);
      return;
    }
    server.output().note(Visible.text(Apis.string(answer, "invitation_url")));
    server
        .output()
        .note(
            "Good for one passkey, within 24 hours, for whoever has it: hand it over as you would"
                + " a password.");
  }

  /** Nobody hands out what he does not hold: the server looks to it. */
  private static JsonArray grants(
      ServerOptions server, RemoteApi admin, @Nullable Role wanted, @Nullable List<String> onlyApis)
      throws CommandFailed {
    Credential caller = server.credential();
    Role role = wanted == null ? Role.VIEWER : wanted;
    List<String> only = onlyApis == null ? List.of() : new Apis(admin).ids(onlyApis);
    List<JsonValue> grants = new ArrayList<>();
    for (JsonObject api : admin.list("/apis")) {
      String identifier = Apis.string(api, "identifier");
      List<String> scopes = List.of();
      if (identifier.equals(caller.adminAudience())) {
        scopes = scopes(api, role == Role.ADMIN ? "" : ":read");
        if (!only.isEmpty()) {
          scopes = scopes.stream().filter(OF_CHOSEN_APIS::contains).toList();
        }
      } else if (identifier.equals(caller.identityAudience())
          && role == Role.ADMIN
          && only.isEmpty()) {
        scopes = scopes(api, "");
      }
      if (!scopes.isEmpty()) {
        JsonObject.Builder grant =
            JsonObject.builder()
                .put("api_id", Apis.string(api, "id"))
                .put("scopes", JsonArray.ofStrings(scopes))
                .put("token_lifetime_seconds", lifetime(api));
        if (!only.isEmpty()) {
          grant.put("only_apis", JsonArray.ofStrings(only));
        }
        grants.add(grant.build());
      }
    }
    return new JsonArray(grants);
  }

  private static List<String> scopes(JsonObject api, String ending) throws CommandFailed {
    List<String> scopes = new ArrayList<>();
    if (api.members().get("scopes") instanceof JsonArray all) {
      for (JsonValue each : all.values()) {
        if (each instanceof JsonObject scope) {
          String name = Apis.string(scope, "name");
          if (name.endsWith(ending)) {
            scopes.add(name);
          }
        }
      }
    }
    return scopes;
  }

  private static long lifetime(JsonObject api) {
    long most = SESSION.toSeconds();
    return api.members().get("max_token_lifetime_seconds") instanceof JsonNumber longest
        ? Math.min(most, longest.exactLong().orElse(most))
        : most;
  }

  @Command(
      description =
          "Lists the people: whoever has a passkey or an invitation, or comes by the OpenID provider.",
      footer = "  postern console people")
  void people(@Mixin ServerOptions server) throws CommandFailed {
    RemoteApi admin = server.admin();
    Map<String, List<JsonObject>> owned = new HashMap<>();
    for (String type : List.of("passkey", "invitation", "openid")) {
      for (JsonObject each : admin.list("/credentials", new Query().with("type", type))) {
        owned.computeIfAbsent(Apis.string(each, CLIENT_ID), it -> new ArrayList<>()).add(each);
      }
    }
    List<JsonObject> people = new ArrayList<>();
    for (String id : owned.keySet().stream().sorted().toList()) {
      // Somebody may have deleted him meanwhile.
      Optional<RemoteApi.Tagged> app = admin.find(RemoteApi.path("apps", id));
      if (app.isPresent()) {
        people.add(person(app.get().object(), owned.getOrDefault(id, List.of())));
      }
    }
    server
        .output()
        .list(
            people,
            CLIENT_ID,
            "name",
            "status",
            "passkeys",
            "provider",
            "invited_until",
            LAST_USED);
  }

  private static JsonObject person(JsonObject app, List<JsonObject> owned) throws CommandFailed {
    int passkeys = 0;
    JsonValue provider = JsonNull.NULL;
    List<String> invited = new ArrayList<>();
    List<String> used = new ArrayList<>();
    try {
      for (JsonObject each : owned) {
        JsonObject credential = each.object("credential");
        switch (credential.string("type")) {
          case "passkey" -> {
            passkeys++;
            text(credential, LAST_USED).ifPresent(used::add);
          }
          case "openid" -> {
            provider = new JsonString(credential.string("issuer"));
            text(credential, LAST_USED).ifPresent(used::add);
          }
          default -> text(credential, "expires_at").ifPresent(invited::add);
        }
      }
    } catch (JsonFault e) {
      throw CommandFailed.unreachable("the server's list is malformed: " + e.text());
    }
    return JsonObject.builder()
        .put(CLIENT_ID, Apis.string(app, CLIENT_ID))
        .put("name", Apis.string(app, "name"))
        .put("status", Apis.string(app, "status"))
        .put("passkeys", passkeys)
        .put("provider", provider)
        .put("invited_until", latest(invited))
        .put(LAST_USED, latest(used))
        .build();
  }

  private static JsonValue latest(List<String> times) {
    return times.stream()
        .max(Comparator.naturalOrder())
        .<JsonValue>map(JsonString::new)
        .orElse(JsonNull.NULL);
  }

  private static Optional<String> text(JsonObject object, String member) {
    return object.members().get(member) instanceof JsonString text
        ? Optional.of(text.value())
        : Optional.empty();
  }
}
