package dev.postern.cli;

import dev.postern.client.IssuedToken;
import dev.postern.client.PosternClient;
import dev.postern.client.TokenUnavailable;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints a token. */
@Command(
    name = "token",
    description = "Prints a token, a kept one while it is fresh.",
    footer = {
      "  postern token",
      "  postern token --credential reader.json --audience https://storage.example.com",
      "  postern token --server https://acme.hub.example.com/ --assertion /var/run/secrets/tokens/postern"
          + " --audience https://storage.example.com",
      "  curl -H \"Authorization: Bearer $(postern token)\" http://localhost:8080/admin/v1/apps"
    })
final class TokenCommand implements Callable<Integer> {

  @Mixin @Nullable ServerOptions server;
  @Mixin @Nullable AssertionOptions assertion;

  @Option(
      names = "--audience",
      paramLabel = "API",
      description = "The API's identifier; else the Admin API.")
  @Nullable String audience;

  @Option(
      names = "--scope",
      paramLabel = "SCOPES",
      description = "Scopes, parted by spaces; else all that are granted.")
  @Nullable String scope;

  @Option(names = "--fresh", description = "Get a new token even if a kept one is fresh.")
  boolean fresh;

  @Override
  public Integer call() throws CommandFailed {
    if (server == null || assertion == null) {
      throw new IllegalStateException("the command has no options");
    }
    Asker asker = assertion.asker(server);
    String api = audience == null ? Credential.adminAudience(asker.issuer()) : audience;
    TokenCache cache = new TokenCache(server.shell().cacheFolder(), server.shell().clock());
    String key = TokenCache.key(asker.issuer(), asker.name(), api, text(scope));
    Optional<KeptToken> kept = fresh ? Optional.empty() : cache.find(key);
    KeptToken token = kept.isPresent() ? kept.get() : issue(asker, api);
    if (kept.isEmpty()) {
      cache.keep(key, token);
    }
    if (server.json) {
      server.output().object(token.json());
    } else {
      server.output().note(token.value());
    }
    return 0;
  }

  private KeptToken issue(Asker asker, String api) throws CommandFailed {
    try {
      PosternClient.App app = asker.app();
      IssuedToken token = (scope == null ? app : app.scope(scope)).audience(api).token();
      if (token.bound()) {
        throw CommandFailed.usage(
            "tokens for this API are bound to a key (DPoP); one on its own would be of no use");
      }
      return new KeptToken(token.value(), token.expiresAt(), token.scopes().text());
    } catch (TokenUnavailable e) {
      String named = audience == null ? api + " (--audience says which API)" : api;
      throw CommandFailed.of(e, asker.issuer(), named);
    } catch (IllegalArgumentException e) {
      throw CommandFailed.usage("the audience or the scope is malformed: " + e.getMessage());
    }
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
