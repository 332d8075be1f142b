package dev.postern.server.keysets;

import dev.postern.protocol.http.HttpAnswer;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.token.PublicJwkSet;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLSocketFactory;

/**
 * Fetches a key set once, over TLS, with limits on time and size. A redirect is an answer like any
 * other that is not 200, and no proxy is used: the connection goes where {@link Destinations}
 * allowed it.
 */
final class Fetching {

  /** From the look-up of the host to the last byte. */
  static final Duration TIME = Duration.ofSeconds(3);

  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int GONE = 410;

  /** What an owner who says that his keys are gone has: none, and is asked again before long. */
  private static final Fetched NO_KEYS =
      new Fetched(new PublicJwkSet(List.of(), List.of(), 0), Freshness.LEAST);

  /** The longest key set in bytes, whatever its framing. */
  static final int LIMIT = 64 * 1024;

  /** RFC 7517 8.5; most servers know JSON alone. */
  private static final Set<String> TYPES = Set.of("application/jwk-set+json", "application/json");

  /**
   * A key set as it was fetched.
   *
   * @param set the keys
   * @param freshFor for how long nobody need ask again
   */
  record Fetched(PublicJwkSet set, Duration freshFor) {}

  private final Destinations destinations;
  private final Optional<SSLSocketFactory> tls;

  Fetching(Destinations destinations, Optional<SSLSocketFactory> tls) {
    this.destinations = destinations;
    this.tls = tls;
  }

  /**
   * The key set that stands there now; one without keys where the host says that it is gone.
   *
   * @throws NotThere where the host says that there is none
   * @throws IOException saying why there is none, in words that repeat nothing of the answer
   */
  Fetched fetch(KeySets.Place place) throws IOException {
    HttpCall call =
        HttpCall.get(place.url().uri())
            .header("Accept", "application/jwk-set+json, application/json")
            .header("User-Agent", "postern")
            .to(host -> destinations.of(place))
            .within(TIME);
    HttpAnswer answer = tls.map(call::over).orElse(call).send(LIMIT);
    // RFC 9110 15.5.11: on purpose, and for good. 404 may be a mistake, and a short one.
    if (answer.status() == GONE) {
      return NO_KEYS;
    }
    if (answer.status() == NOT_FOUND) {
      throw new NotThere("the answer is 404");
    }
    if (answer.status() != OK) {
      throw new IOException("the answer is " + answer.status());
    }
    String type = answer.header("Content-Type").orElse("").split(";", -1)[0].strip();
    if (!TYPES.contains(type.toLowerCase(Locale.ROOT))) {
      throw new IOException("the answer is not of the type of a key set or of JSON");
    }
    try {
      return new Fetched(
          PublicJwkSet.read(answer.body()), Freshness.of(answer.header("Cache-Control")));
    } catch (JsonFault e) {
      throw new IOException("the answer is no key set: " + e.text());
    }
  }
}
