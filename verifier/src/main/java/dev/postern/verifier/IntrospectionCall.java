package dev.postern.verifier;

import dev.postern.protocol.TokenId;
import dev.postern.protocol.app.AppProof;
import dev.postern.protocol.http.HttpAnswer;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonReader;
import dev.postern.protocol.token.CompactJws;
import dev.postern.protocol.token.SignedIntrospection;
import dev.postern.protocol.token.TokenCheck;
import dev.postern.protocol.token.TokenFault;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One question about one token, asked at the server's introspection endpoint as the API's own app
 * (RFC 7662). Only a signed answer counts (RFC 9701): whoever stands between, as a proxy that ends
 * TLS does, can keep it back but make none.
 */
final class IntrospectionCall {

  /** The longest answer that is taken; one to the longest token is a third of it. */
  private static final int LIMIT = 64 * 1024;

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String SIGNED = "application/" + SignedIntrospection.TYPE;
  private static final JsonReader JSON = new JsonReader(JsonLimits.REQUEST);

  private final Directory directory;
  private final PublishedKeys keys;
  private final AppProof app;
  private final Clock clock;
  private final Duration time;

  /**
   * Where an answer that counts came from. Kept apart from the metadata, which are forgotten
   * whenever the feed is lost.
   */
  private volatile @Nullable URI endpoint;

  /** Questions of {@code app}, whose answers are signed by {@code keys} and come within a time. */
  IntrospectionCall(
      Directory directory, PublishedKeys keys, AppProof app, Clock clock, Duration time) {
    this.directory = directory;
    this.keys = keys;
    this.app = app;
    this.clock = clock;
    this.time = time;
  }

  /** Asks about {@code token}, whose name is {@code id}. */
  Word ask(String token, TokenId id) {
    long asked = System.nanoTime();
    // One for all steps: to find the endpoint, to ask there, and to know the key of the answer.
    long deadline = asked + time.toNanos();
    boolean answered = false;
    try {
      URI known = endpoint;
      URI found = known != null ? known : directory.introspection(deadline);
      HttpAnswer answer = call(found, token).within(left(deadline)).send(LIMIT);
      if (answer.status() != 200) {
        return new Word.Nothing(pause(answer), "status " + answer.status());
      }
      Word.Said said = said(answer, id, asked, left(deadline));
      endpoint = found;
      answered = true;
      return said;
    } catch (IOException | JsonFault | TokenFault e) {
      return new Word.Nothing(PAUSE, String.valueOf(e.getMessage()));
    } finally {
      if (!answered) {
        forget();
      }
    }
  }

  /** The endpoint may have moved, whatever is answered at the old place, or throws here. */
  private void forget() {
    endpoint = null;
    directory.forget();
  }

  private static Duration left(long deadline) {
    return Duration.ofNanos(deadline - System.nanoTime());
  }

  private HttpCall call(URI found, String token) {
    String form =
        "token="
            + URLEncoder.encode(token, StandardCharsets.UTF_8)
            + app.parameters(directory.issuer(), clock.instant());
    HttpCall call =
        directory
            .post(found, FORM, form.getBytes(StandardCharsets.US_ASCII))
            // RFC 9701 4: this is how a signed answer is asked for.
            .header("Accept", SIGNED);
    return app.authorization().map(value -> call.header("Authorization", value)).orElse(call);
  }

  private Word.Said said(HttpAnswer answer, TokenId id, long asked, Duration left)
      throws JsonFault, TokenFault, IOException {
    String type = answer.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    if (!type.equals(SIGNED) && !type.startsWith(SIGNED + ";")) {
      throw new IOException("the answer is not a signed one");
    }
    CompactJws jws = CompactJws.parse(answer.text().strip(), LIMIT);
    byte[] payload = jws.verifiedPayload(SignedIntrospection.TYPE, keys.knowing(jws.keyId(), left));
    SignedIntrospection read =
        SignedIntrospection.read(JSON.object(payload), directory.issuer(), app.clientId());
    checkTimes(read);
    if (read.active() && !read.introspection().string("jti").equals(id.text())) {
      throw new JsonFault("the answer is about another token");
    }
    return new Word.Said(read.active(), read.asOf(), asked);
  }

  /** An answer that was recorded before is none to this question. */
  private void checkTimes(SignedIntrospection read) throws JsonFault {
    Instant now = clock.instant();
    if (read.issuedAt().isBefore(now.minus(TokenCheck.TOLERANCE))
        || read.issuedAt().isAfter(now.plus(TokenCheck.TOLERANCE))
        || read.asOf().isAfter(now.plus(TokenCheck.TOLERANCE))) {
      throw new JsonFault("the answer is of another time");
    }
  }

  /** What the server asks for by {@code Retry-After} (RFC 9110 section 10.2.3), within bounds. */
  private static Duration pause(HttpAnswer answer) {
    String wanted = answer.header("Retry-After").orElse("");
    if (!wanted.matches("[0-9]{1,9}")) {
      return PAUSE;
    }
    long seconds = Math.max(PAUSE.toSeconds(), Long.parseLong(wanted));
    return Duration.ofSeconds(Math.min(seconds, LONGEST_PAUSE.toSeconds()));
  }
}
