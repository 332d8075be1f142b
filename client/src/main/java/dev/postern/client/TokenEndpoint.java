package dev.postern.client;

import dev.postern.client.TokenUnavailable.Reason;
import dev.postern.protocol.ServerMetadata;
import dev.postern.protocol.dpop.DpopCheck;
import dev.postern.protocol.http.HttpAnswer;
import dev.postern.protocol.http.HttpCall;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonReader;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * The server's token endpoint, found by its metadata. One request at a time.
 *
 * <p>Where it lies is remembered until a request there ends in anything but an OAuth answer: then
 * it may have moved, and the next request looks again.
 */
final class TokenEndpoint {

  private static final int LIMIT = 256 * 1024;

  /** With a key that is not there yet, with it, and with the nonce that it takes. */
  private static final int TRIES = 3;

  private final PosternClient client;
  private final TokenRequest request;
  private final Proofs proofs;
  private final JsonReader json = new JsonReader(JsonLimits.REQUEST);
  private final AtomicReference<@Nullable URI> address;

  // Whoever asks next does so after the one before is done.
  private final RefusedAssertion refused = new RefusedAssertion();
  private Shown shown = Shown.NOTHING;

  /**
   * Asks by {@code request}.
   *
   * @param address where the endpoint lies, if that is known; shared by those who ask for others
   */
  TokenEndpoint(
      PosternClient client,
      TokenRequest request,
      Proofs proofs,
      AtomicReference<@Nullable URI> address) {
    this.client = client;
    this.request = request;
    this.proofs = proofs;
    this.address = address;
  }

  /** Asks once for a token, taking at most {@code left} for it. */
  Attempt ask(Duration left) {
    long deadline = System.nanoTime() + left.toNanos();
    try {
      URI found = address.get();
      if (found == null) {
        HttpAnswer answer = send(HttpCall.get(ServerMetadata.location(client.issuer())), deadline);
        if (answer.status() != 200) {
          return reply().refusal(answer, client.clock().instant());
        }
        found = endpoint(answer);
        address.set(found);
      }
      Attempt attempt = request(found, deadline);
      forgetUnlessAnswered(attempt);
      return attempt;
    } catch (NoAssertion e) {
      return Attempt.Failed.lasting(new Reason.NoAssertion(e.text()));
    } catch (SocketTimeoutException e) {
      address.set(null);
      return Attempt.Failed.passing(new Reason.TimedOut());
    } catch (SSLHandshakeException e) {
      address.set(null);
      return distrusted(e)
          ? Attempt.Failed.lasting(
              new Reason.Unreachable("the authorization server's certificate is not trusted"))
          : Attempt.Failed.passing(
              new Reason.Unreachable("the TLS handshake with the authorization server failed"));
    } catch (IOException e) {
      address.set(null);
      return Attempt.Failed.passing(
          new Reason.Unreachable("the connection to the authorization server failed: " + cause(e)));
    } catch (JsonFault e) {
      return Attempt.Failed.lasting(new Reason.Malformed(e.text()));
    }
  }

  private Attempt request(URI endpoint, long deadline) throws IOException, NoAssertion {
    for (int tries = 1; ; tries++) {
      Instant asked = client.clock().instant();
      shown = request.grant().shown(client.issuer(), asked);
      Attempt.Failed standing = refused.standing(shown, asked);
      if (standing != null) {
        return standing;
      }
      refused.showing(shown);
      TokenReply reply = reply();
      HttpAnswer answer = send(call(endpoint), deadline);
      Attempt attempt = refused.answered(reply.read(answer, asked), asked);
      boolean learnt = proofs.heard(error(attempt), answer.header(DpopCheck.NONCE_HEADER));
      if (!learnt || tries == TRIES) {
        return attempt;
      }
    }
  }

  /** One request, with a proof of its own: that is taken once. */
  private HttpCall call(URI endpoint) {
    HttpCall bare = HttpCall.post(endpoint, TokenRequest.FORM, request.form(shown));
    HttpCall call =
        shown.authorization().map(value -> bare.header("Authorization", value)).orElse(bare);
    return proofs.forToken(endpoint).map(text -> call.header(DpopCheck.HEADER, text)).orElse(call);
  }

  private static String error(Attempt attempt) {
    return attempt instanceof Attempt.Failed failed
            && failed.reason() instanceof Reason.Refused refused
        ? refused.error()
        : "";
  }

  private TokenReply reply() {
    return new TokenReply(json, request.scopes(), shown, proofs.scheme());
  }

  private HttpAnswer send(HttpCall call, long deadline) throws IOException {
    Duration left = Duration.ofNanos(deadline - System.nanoTime());
    Duration longest = client.waits().request();
    HttpCall timed =
        call.header("Accept", "application/json")
            .within(left.compareTo(longest) < 0 ? left : longest);
    return client.tls().map(timed::over).orElse(timed).send(LIMIT);
  }

  private URI endpoint(HttpAnswer metadata) throws JsonFault {
    URI found = ServerMetadata.read(json.object(metadata.body()), client.issuer()).tokenEndpoint();
    // Whoever asked for TLS gets it for the secret, too.
    boolean weaker =
        "https".equals(client.issuer().uri().getScheme()) && !"https".equals(found.getScheme());
    if (weaker || !PosternClient.guarded(found)) {
      throw new JsonFault("the metadata's token_endpoint is not protected by TLS");
    }
    return found;
  }

  private void forgetUnlessAnswered(Attempt attempt) {
    if (attempt instanceof Attempt.Failed failed
        && !(failed.reason() instanceof Reason.Refused refused && !refused.error().isEmpty())) {
      address.set(null);
    }
  }

  private static boolean distrusted(SSLHandshakeException e) {
    return e.getCause() instanceof CertificateException;
  }

  /** The kind of failure, and never more: a message may repeat what a peer sent. */
  private static String cause(IOException e) {
    return e.getClass().getSimpleName();
  }
}
