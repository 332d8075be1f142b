package dev.postern.cli;

import dev.postern.cli.RemoteApi.Tagged;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Grants: what an app may do at an API. */
@Command(name = "grant", description = "What an app may do at an API.")
final class GrantCommands {

  private static final String ID = "CLIENT_ID";
  private static final String API = "API";
  private static final String WHICH = "The API's identifier or id.";
  private static final String EXCHANGE = "exchange";
  private static final String ONLY_APIS = "only_apis";
  private static final List<String> KEPT =
      List.of("claims", "token_lifetime_seconds", "expires_at", "status", EXCHANGE, ONLY_APIS);

  /** What a grant may say beside its scopes. */
  static final class Members {

    @Option(names = "--lifetime", paramLabel = "SECONDS", description = "How long a token lives.")
    @Nullable Long lifetime;

    @Option(names = "--expires-at", paramLabel = "TIME", description = "When the grant ends.")
    @Nullable String expiresAt;

    @Option(
        names = "--exchange-from",
        paramLabel = API,
        description = {
          "Gives tokens under this grant in exchange for those that callers send to this API, which"
              + " the app must act for; may be repeated.",
          "Replaces all that the grant says of exchanging."
        })
    List<String> exchangeFrom = new ArrayList<>();

    @Option(
        names = "--exchange-subject",
        paramLabel = ID,
        description = "Only for tokens of this app; may be repeated.")
    List<String> exchangeSubjects = new ArrayList<>();

    @Option(
        names = "--impersonation",
        description = "What is had in exchange does not name the app as the actor.")
    boolean impersonation;

    @Option(names = "--no-exchange", description = "Gives nothing in exchange any more.")
    boolean noExchange;

    @Option(
        names = "--only-api",
        paramLabel = API,
        description = {
          "At the Admin API: lets the app administer this API and nothing else; may be repeated.",
          "Replaces the APIs that the grant was limited to."
        })
    List<String> onlyApis = new ArrayList<>();

    @Option(names = "--all-apis", description = "Lifts the limit that --only-api set.")
    boolean allApis;

    void put(JsonObject.Builder body) {
      if (lifetime != null) {
        body.put("token_lifetime_seconds", lifetime);
      }
      if (expiresAt != null) {
        body.put("expires_at", expiresAt);
      }
    }

    boolean saysOfExchange() {
      return noExchange || !exchangeFrom.isEmpty();
    }

    void putLimit(Apis apis, JsonObject.Builder body) throws CommandFailed {
      if (allApis && !onlyApis.isEmpty()) {
        throw CommandFailed.usage("--only-api limits a grant, or --all-apis stands alone");
      }
      if (allApis) {
        body.put(ONLY_APIS, JsonNull.NULL);
      } else if (!onlyApis.isEmpty()) {
        body.put(ONLY_APIS, JsonArray.ofStrings(apis.ids(onlyApis)));
      }
    }

    void putExchange(Apis apis, JsonObject.Builder body) throws CommandFailed {
      boolean terms = impersonation || !exchangeSubjects.isEmpty();
      if ((terms && exchangeFrom.isEmpty()) || (noExchange && !exchangeFrom.isEmpty())) {
        throw CommandFailed.usage(
            "--exchange-from says what is exchanged, or --no-exchange stands alone");
      }
      if (noExchange) {
        body.put(EXCHANGE, JsonNull.NULL);
      } else if (!exchangeFrom.isEmpty()) {
        JsonObject.Builder exchange =
            JsonObject.builder()
                .put("from", JsonArray.ofStrings(apis.ids(exchangeFrom)))
                .put("mode", impersonation ? "impersonation" : "delegation");
        if (!exchangeSubjects.isEmpty()) {
          exchange.put("subjects", JsonArray.ofStrings(exchangeSubjects));
        }
        body.put(EXCHANGE, exchange.build());
      }
    }
  }

  @Command(
      description = "Grants exactly these scopes; what else the grant says stays as it is.",
      footer = {
        "  postern grant set CLIENT_ID https://storage.example.com archive:read archive:write",
        "  postern grant set CLIENT_ID https://storage.example.com archive:read",
        "  postern grant set CLIENT_ID https://ledger.example.com entries:read"
            + " --exchange-from https://reports.example.com",
        "  postern grant set CLIENT_ID https://auth.example.com/admin/v1 apps:read apps:write"
            + " --only-api https://storage.example.com"
      })
  void set(
      @Mixin ServerOptions server,
      @Mixin Members members,
      @Parameters(index = "0", paramLabel = ID) String app,
      @Parameters(index = "1", paramLabel = API, description = WHICH) String api,
      @Parameters(index = "2..*", arity = "1..*", paramLabel = "SCOPE") List<String> scopes)
      throws CommandFailed {
    RemoteApi admin = server.admin();
    String path = path(admin, app, api);
    Optional<Tagged> before = admin.find(path);
    JsonObject.Builder body = JsonObject.builder().put("scopes", JsonArray.ofStrings(scopes));
    before.ifPresent(tagged -> keep(tagged.object(), body));
    members.put(body);
    members.putExchange(new Apis(admin), body);
    members.putLimit(new Apis(admin), body);
    server.output().object(admin.put(path, body.build(), before.flatMap(Tagged::etag)));
    if (before.isPresent()) {
      tellClosed(server.output(), before.get().object(), scopes, members.saysOfExchange());
    }
  }

  private static void keep(JsonObject before, JsonObject.Builder body) {
    for (String name : KEPT) {
      before
          .member(name)
          .filter(value -> value != JsonNull.NULL)
          .ifPresent(value -> body.put(name, value));
    }
  }

  private static void tellClosed(
      Output output, JsonObject before, List<String> scopes, boolean otherExchange)
      throws CommandFailed {
    Scopes lost;
    try {
      lost = Scopes.of(before.array("scopes").strings()).without(Scopes.of(scopes));
    } catch (JsonFault | IllegalArgumentException e) {
      throw CommandFailed.unreachable("the server's grant is malformed");
    }
    if (!lost.empty()) {
      output.note("Closed: every token under this grant; it lost " + lost + ".");
    } else if (otherExchange) {
      output.note("Closed: every token under this grant, if it gives less in exchange now.");
    } else {
      output.note("Closed: nothing, the grant has lost no scope.");
    }
  }

  @Command(description = "Lists what an app may do.", footer = "  postern grant list CLIENT_ID")
  void list(@Mixin ServerOptions server, @Parameters(paramLabel = ID) String app)
      throws CommandFailed {
    server
        .output()
        .list(
            server.admin().list(RemoteApi.path("apps", app, "grants")),
            "api_id",
            "scopes",
            "status",
            "token_lifetime_seconds",
            "expires_at");
  }

  @Command(
      description = "Shows what an app may do at an API.",
      footer = "  postern grant show CLIENT_ID https://storage.example.com")
  void show(
      @Mixin ServerOptions server,
      @Parameters(index = "0", paramLabel = ID) String app,
      @Parameters(index = "1", paramLabel = API, description = WHICH) String api)
      throws CommandFailed {
    RemoteApi admin = server.admin();
    server.output().object(admin.get(path(admin, app, api)));
  }

  @Command(
      description = "Takes everything at an API from an app.",
      footer = "  postern grant remove CLIENT_ID https://storage.example.com")
  void remove(
      @Mixin ServerOptions server,
      @Parameters(index = "0", paramLabel = ID) String app,
      @Parameters(index = "1", paramLabel = API, description = WHICH) String api)
      throws CommandFailed {
    RemoteApi admin = server.admin();
    admin.delete(path(admin, app, api));
    server.output().note("Removed. Closed: every token of this app for this API.");
  }

  private static String path(RemoteApi admin, String app, String api) throws CommandFailed {
    return RemoteApi.path("apps", app, "grants", new Apis(admin).id(api));
  }
}
