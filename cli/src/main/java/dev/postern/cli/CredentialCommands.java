package dev.postern.cli;

import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Credentials: how an app proves itself. */
@Command(name = "credential", description = "How an app proves itself; several may live at once.")
final class CredentialCommands {

  private static final String ID = "CLIENT_ID";

  @Command(
      description =
          "Gives an app one more secret, which is shown this once, a key, a certificate, or one who"
              + " vouches for it.",
      footer = {
        "  postern credential add CLIENT_ID --expires-at 2027-06-30T00:00:00Z --out new.json",
        "  postern credential add CLIENT_ID --new-key --out new.json",
        "  postern credential add CLIENT_ID --key public.pem",
        "  postern credential add CLIENT_ID --jwks-uri https://keys.example.com/mover.json",
        "  postern credential add CLIENT_ID --issuer https://idp.example.com/ --subject"
            + " system:serviceaccount:backup:mover --jwks-uri https://idp.example.com/jwks"
            + " --reusable",
        "  postern credential add CLIENT_ID --secret-hash hash.txt",
        "  postern credential add CLIENT_ID --certificate mover.pem",
        "  postern credential add CLIENT_ID --subject-dn CN=mover,O=Example"
      })
  void add(
      @Mixin ServerOptions server,
      @Mixin ProofOptions proof,
      @Parameters(paramLabel = ID) String app,
      @Option(names = "--expires-at", paramLabel = "TIME", description = "When it ends.")
          @Nullable String expiresAt)
      throws CommandFailed {
    Optional<ProofOptions.Chosen> chosen = proof.chosen(server);
    JsonObject.Builder body = JsonObject.builder().put("type", "client_secret");
    chosen.ifPresent(key -> body.putAll(key.credential()));
    if (expiresAt != null) {
      body.put("expires_at", expiresAt);
    }
    RemoteApi admin = server.admin();
    Secrets.Content content = Secrets.ofApp(app, server.credential().issuer(), chosen);
    proof.secrets.keep(server, () -> admin.post(path(app), body.build()), content);
  }

  /** Which credentials of all apps are wanted. */
  static final class Filter {

    @Option(names = "--type", paramLabel = "TYPE", description = "Only such ones, as certificate.")
    @Nullable String type;

    @Option(
        names = "--expires-after",
        paramLabel = "TIME",
        description = "Only those that end, at this time or later.")
    @Nullable String expiresAfter;

    @Option(
        names = "--expires-before",
        paramLabel = "TIME",
        description = "Only those that end before this time, or have ended.")
    @Nullable String expiresBefore;

    @Option(
        names = "--unused-since",
        paramLabel = "TIME",
        description = "Only older ones that were not used since this time, or never.")
    @Nullable String unusedSince;

    boolean empty() {
      return type == null && expiresAfter == null && expiresBefore == null && unusedSince == null;
    }

    Query query() {
      return new Query()
          .with("type", type)
          .with("expires_after", expiresAfter)
          .with("expires_before", expiresBefore)
          .with("unused_since", unusedSince);
    }
  }

  @Command(
      description = "Lists an app's credentials, or those of all apps, never their secrets.",
      footer = {
        "  postern credential list CLIENT_ID",
        "  postern credential list --all --expires-before 2027-01-01T00:00:00Z",
        "  postern credential list --all --type client_secret --unused-since 2026-08-01T00:00:00Z"
      })
  void list(
      @Mixin ServerOptions server,
      @Mixin Filter filter,
      @Parameters(paramLabel = ID, arity = "0..1") @Nullable String app,
      @Option(names = "--all", description = "Those of all apps.") boolean all)
      throws CommandFailed {
    if (all == (app != null) || (!all && !filter.empty())) {
      throw CommandFailed.usage("name an app, or --all and what to look for among all");
    }
    if (app != null) {
      server
          .output()
          .list(
              server.admin().list(path(app)),
              "id",
              "type",
              "hint",
              "created_at",
              "expires_at",
              "last_used_at");
      return;
    }
    List<JsonObject> found = server.admin().list("/credentials", filter.query());
    server
        .output()
        .list(
            server.json ? found : flat(found),
            "client_id",
            "app_name",
            "id",
            "type",
            "hint",
            "expires_at",
            "last_used_at");
  }

  /** Each credential with the members that say whose it is. */
  private static List<JsonObject> flat(List<JsonObject> found) throws CommandFailed {
    List<JsonObject> flat = new ArrayList<>();
    for (JsonObject each : found) {
      try {
        flat.add(JsonObject.builder().putAll(each).putAll(each.object("credential")).build());
      } catch (JsonFault e) {
        throw CommandFailed.unreachable("the server's list is malformed: " + e.text());
      }
    }
    return flat;
  }

  @Command(
      description = "Ends a credential and refuses the tokens that it obtained.",
      footer = "  postern credential revoke CLIENT_ID CREDENTIAL_ID")
  void revoke(
      @Mixin ServerOptions server,
      @Parameters(index = "0", paramLabel = ID) String app,
      @Parameters(index = "1", paramLabel = "CREDENTIAL_ID") String credential)
      throws CommandFailed {
    server.admin().delete(path(app) + RemoteApi.path(credential));
    server
        .output()
        .note("Revoked. Closed: every token that this credential obtained, and no other.");
  }

  private static String path(String app) {
    return RemoteApi.path("apps", app, "credentials");
  }
}
