package dev.postern.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Profiles of the Identity Management API, to look at. */
@Command(name = "account", description = "Profiles of the Identity Management API.")
final class AccountCommands {

  /** What a profile is looked up by. */
  static final class Key {

    @Option(names = "--email", description = "Its e-mail address.")
    @Nullable String email;

    @Option(names = "--username", description = "Its user name.")
    @Nullable String username;

    @Option(names = "--phone", description = "Its phone number.")
    @Nullable String phone;

    String query() {
      if (email != null) {
        return "?email=" + RemoteApi.escaped(email);
      }
      return username != null
          ? "?username=" + RemoteApi.escaped(username)
          : "?phone=" + RemoteApi.escaped(String.valueOf(phone));
    }
  }

  @Command(description = "Shows a profile.", footer = "  postern account show UID")
  void show(@Mixin ServerOptions server, @Parameters(paramLabel = "UID") String uid)
      throws CommandFailed {
    server.output().object(server.identity().get(RemoteApi.path("account", uid)));
  }

  @Command(
      description = "Finds a profile.",
      footer = "  postern account find --email ada@example.com")
  void find(@Mixin ServerOptions server, @ArgGroup(exclusive = true, multiplicity = "1") Key key)
      throws CommandFailed {
    server.output().object(server.identity().get("/account" + key.query()));
  }
}
