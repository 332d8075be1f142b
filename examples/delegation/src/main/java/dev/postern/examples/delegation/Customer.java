package dev.postern.examples.delegation;

import dev.postern.client.PosternClient;
import dev.postern.client.TokenSource;
import dev.postern.client.TokenUnavailable;
import dev.postern.protocol.http.HttpAnswer;
import dev.postern.protocol.http.HttpCall;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** The customer: asks for a report. It knows nothing of the ledger. */
public final class Customer {

  private static final int LIMIT = 64 * 1024;

  private Customer() {}

  /** Exit code 0 and the report on standard output, or 1 and why there is none. */
  public static void main(String[] arguments) {
    if (arguments.length != 3) {
      System.err.println("Customer CREDENTIAL REPORTS_AUDIENCE REPORTS");
      System.exit(2);
    }
    try {
      TokenSource tokens = PosternClient.credential(Path.of(arguments[0])).audience(arguments[1]);
      URI report = URI.create(arguments[2]).resolve("report");
      HttpAnswer answer = tokens.send(HttpCall.get(report), LIMIT);
      if (answer.status() != 200) {
        System.err.println("no report: " + answer.status() + " " + answer.text());
        System.exit(1);
      }
      System.out.println(answer.text());
    } catch (TokenUnavailable | IOException e) {
      System.err.println("no report: " + e.getMessage());
      System.exit(1);
    }
  }
}
