package dev.postern.examples.delegation;

import com.sun.net.httpserver.HttpExchange;
import dev.postern.client.ExchangedTokens;
import dev.postern.client.PosternClient;
import dev.postern.client.TokenUnavailable;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.http.HttpAnswer;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/**
 * The reports: an API for customers, and a client of the ledger. It never shows a customer's token
 * to the ledger, for that one is for the reports alone; it exchanges it for one that is for the
 * ledger alone.
 */
public final class Reports {

  private static final Scopes READ = Scopes.of("report:read");
  private static final int LIMIT = 64 * 1024;

  private final ExchangedTokens tokens;
  private final URI ledger;

  private Reports(ExchangedTokens tokens, URI ledger) {
    this.tokens = tokens;
    this.ledger = ledger;
  }

  /** Serves reports until the process is ended. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 6) {
      System.err.println(
          "Reports ISSUER AUDIENCE CREDENTIAL LEDGER_AUDIENCE LEDGER PORT    (port 0: a free one)");
      System.exit(2);
    }
    ExchangedTokens tokens = PosternClient.credential(Path.of(arguments[2])).exchange(arguments[3]);
    Reports reports = new Reports(tokens, URI.create(arguments[4]));
    Service service = Service.of(arguments[0], arguments[1], Integer.parseInt(arguments[5]));
    service.serve("/report", READ, reports::report);
    System.out.println("Reports ready: " + service.url());
  }

  private void report(HttpExchange exchange) throws IOException {
    // It is good, or the request would not have come here.
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    String token = authorization.substring(authorization.lastIndexOf(' ') + 1);
    try {
      HttpAnswer entries = tokens.of(token).send(HttpCall.get(ledger.resolve("entries")), LIMIT);
      if (entries.status() == 200) {
        JsonObject read = new JsonReader(JsonLimits.REQUEST).object(entries.body());
        Service.answer(exchange, 200, JsonObject.builder().put("report", read).build());
      } else {
        Service.error(exchange, "the ledger answers " + entries.status());
      }
    } catch (TokenUnavailable | IOException e) {
      Service.error(exchange, "the ledger cannot be asked: " + e.getMessage());
    } catch (JsonFault e) {
      Service.error(exchange, "the ledger's answer is malformed");
    }
  }
}
