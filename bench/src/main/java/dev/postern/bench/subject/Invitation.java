package dev.postern.bench.subject;

import dev.postern.bench.process.NotMeasured;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How a running system wants to be asked for a token, and what that token says.
 *
 * @param url the token endpoint
 * @param body the form that is posted
 * @param jwks where the key set is
 * @param issuer the {@code iss} of the token; empty where the system has none
 * @param audience the {@code aud}; empty where the system has none
 * @param scope one scope of the token; empty where the system has none
 * @param warmup how long the system needs at least until its rate is flat
 */
public record Invitation(
    URI url, String body, URI jwks, String issuer, String audience, String scope, Duration warmup) {

  /**
   * Reads lines {@code key=value}, as the script of a subject prints them.
   *
   * @throws NotMeasured if a key is missing or a line is none of these
   */
  public static Invitation read(String lines) throws NotMeasured {
    Map<String, String> values = new HashMap<>();
    for (String line : lines.lines().toList()) {
      int equals = line.indexOf('=');
      if (equals < 1) {
        throw new NotMeasured("a subject printed a line that is not key=value: " + line);
      }
      values.put(line.substring(0, equals), line.substring(equals + 1));
    }
    try {
      return new Invitation(
          URI.create(needed(values, "url")),
          needed(values, "body"),
          URI.create(needed(values, "jwks")),
          needed(values, "issuer"),
          needed(values, "audience"),
          needed(values, "scope"),
          Duration.ofSeconds(Long.parseLong(needed(values, "warmup"))));
    } catch (IllegalArgumentException e) {
      throw new NotMeasured("a subject printed what cannot be read: " + e.getMessage());
    }
  }

  /** The same with another form. */
  public Invitation with(String form) {
    return new Invitation(url, form, jwks, issuer, audience, scope, warmup);
  }

  /** The same for another audience. */
  public Invitation at(String audience) {
    return new Invitation(url, body, jwks, issuer, audience, scope, warmup);
  }

  private static String needed(Map<String, String> values, String key) throws NotMeasured {
    String value = values.get(key);
    if (value == null) {
      throw new NotMeasured("a subject did not print " + key + "=");
    }
    return value;
  }

  /** The parameter {@code client_id} of the form. */
  String clientId() throws NotMeasured {
    for (String parameter : body.split("&", -1)) {
      if (parameter.startsWith("client_id=")) {
        return parameter.substring("client_id=".length());
      }
    }
    throw new NotMeasured("a subject wants a form without client_id");
  }
}
