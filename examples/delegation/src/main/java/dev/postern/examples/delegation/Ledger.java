package dev.postern.examples.delegation;

import com.sun.net.httpserver.HttpExchange;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.AccessToken;
import dev.postern.verifier.httpserver.BearerPrincipal;
import java.io.IOException;
import java.util.List;

/**
 * The ledger, which nobody calls directly. Of every call it knows for whom it is ({@code sub}) and
 * who makes it ({@code act}); and it refuses it as soon as either of them is blocked.
 */
public final class Ledger {

  private static final Scopes READ = Scopes.of("entries:read");
  private static final List<String> ENTRIES = List.of("rent -800", "wages 2500");

  private Ledger() {}

  /** Serves entries until the process is ended. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 3) {
      System.err.println("Ledger ISSUER AUDIENCE PORT    (port 0: a free one)");
      System.exit(2);
    }
    Service ledger = Service.of(arguments[0], arguments[1], Integer.parseInt(arguments[2]));
    ledger.serve("/entries", READ, Ledger::entries);
    System.out.println("Ledger ready: " + ledger.url());
  }

  private static void entries(HttpExchange exchange) throws IOException {
    AccessToken token = BearerPrincipal.token(exchange);
    JsonObject answer =
        JsonObject.builder()
            .put("entries", JsonArray.ofStrings(ENTRIES))
            .put("for", token.subject())
            .put("by", token.actor().orElse(null))
            .build();
    Service.answer(exchange, 200, answer);
  }
}
