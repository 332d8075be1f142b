package dev.postern.bench.jmh;

import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonLimits;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a measured process is given of the server in another process.
 *
 * @param issuer whose tokens these are
 * @param audience the API that they are for
 * @param tokens the tokens, no two alike, all good
 */
record Given(String issuer, String audience, List<String> tokens) {

  /** The system property that says in which folder {@link #read} finds what was written. */
  static final String FOLDER = "postern.bench.given";

  void write(Path folder, String name) throws IOException {
    String head = issuer + "\n" + audience + "\n";
    Files.writeString(folder.resolve(name), head + String.join("\n", tokens));
  }

  static Given read(String name) throws IOException {
    List<String> lines = Files.readAllLines(Path.of(System.getProperty(FOLDER), name));
    return new Given(lines.get(0), lines.get(1), lines.subList(2, lines.size()));
  }

  /** The issuer's key set, as it is published. */
  String keySet() throws IOException {
    URI place = URI.create(issuer + "service/oauth/jwks");
    byte[] body = HttpCall.get(place).send(JsonLimits.REQUEST.bytes()).body();
    return new String(body, StandardCharsets.UTF_8);
  }
}
