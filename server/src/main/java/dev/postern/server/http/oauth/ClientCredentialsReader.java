package dev.postern.server.http.oauth;

import dev.postern.protocol.mtls.ClientCertificate;
import dev.postern.server.clientauth.AssertionProof;
import dev.postern.server.clientauth.CertificateProof;
import dev.postern.server.clientauth.ClientProof;
import dev.postern.server.clientauth.OpenIdProof;
import dev.postern.server.clientauth.PasskeyProof;
import dev.postern.server.clientauth.SecretProof;
import dev.postern.server.http.Percent;
import dev.postern.server.http.Request;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads how a client proves itself: by exactly one method (RFC 6749 section 2.3). A certificate is
 * one where there is no other; beside another it is merely on the connection, as it may be for what
 * the token is to be bound to.
 */
final class ClientCredentialsReader {

  private static final String BASIC = "basic ";

  private ClientCredentialsReader() {}

  static ClientProof read(Request request, Parameters parameters) throws Refusal {
    List<String> headers = request.headers().all("Authorization");
    Optional<String> secret = parameters.text("client_secret");
    Optional<String> assertion = parameters.text("client_assertion");
    Optional<String> type = parameters.text("client_assertion_type");
    boolean asserted = assertion.isPresent() || type.isPresent();
    int methods = headers.size() + (secret.isPresent() ? 1 : 0) + (asserted ? 1 : 0);
    if (methods > 1) {
      throw new Refusal(TokenReason.SEVERAL_PROOFS);
    }
    Optional<String> clientId = parameters.text("client_id");
    if (!headers.isEmpty()) {
      return basic(headers.getFirst(), clientId, request, parameters.form());
    }
    if (asserted) {
      return assertion(assertion, type, parameters, request);
    }
    if (secret.isPresent() && clientId.isPresent()) {
      return new SecretProof(clientId.get(), secret.get(), request.peer(), parameters.form());
    }
    Optional<ClientCertificate> certificate = request.certificate();
    if (secret.isEmpty() && clientId.isPresent() && certificate.isPresent()) {
      return new CertificateProof(
          clientId.get(), certificate.get(), request.peer(), parameters.form());
    }
    // RFC 8705 2: without client_id a certificate proves nobody.
    throw new Refusal(TokenReason.NO_PROOF);
  }

  /** Who a request says it is of that cannot be read as a whole; nothing in it is checked. */
  static Optional<String> named(Request request, Parameters parameters) {
    try {
      Optional<String> clientId = parameters.text("client_id");
      List<String> headers = request.headers().all("Authorization");
      return clientId.isPresent() || headers.size() != 1
          ? clientId
          : Optional.of(id(pair(headers.getFirst())));
    } catch (Refusal unreadable) {
      return Optional.empty();
    }
  }

  /**
   * Whether there is anything by which a client proves itself beside another's word: its name alone
   * is nothing, and a certificate then is merely on the connection.
   */
  static boolean begun(Request request, Parameters parameters) throws Refusal {
    return !request.headers().all("Authorization").isEmpty()
        || parameters.text("client_secret").isPresent()
        || parameters.text("client_assertion").isPresent()
        || parameters.text("client_assertion_type").isPresent();
  }

  /** RFC 7521 4.2: both parameters, and a type that is known. */
  private static ClientProof assertion(
      Optional<String> assertion, Optional<String> type, Parameters parameters, Request request)
      throws Refusal {
    if (assertion.isEmpty() || type.isEmpty()) {
      throw new Refusal(TokenReason.MALFORMED_REQUEST);
    }
    // RFC 6749 5.2: a method that is not supported is invalid_client.
    if (type.get().equals(PasskeyProof.TYPE)) {
      return new PasskeyProof(
          parameters.text("client_id"), assertion.get(), request.peer(), parameters.form());
    }
    if (type.get().equals(OpenIdProof.TYPE)) {
      return new OpenIdProof(
          parameters.text("client_id"), assertion.get(), request.peer(), parameters.form());
    }
    if (!type.get().equals(AssertionProof.TYPE)) {
      throw new Refusal(TokenReason.NO_PROOF);
    }
    return new AssertionProof(
        parameters.text("client_id"), assertion.get(), request.peer(), parameters.form());
  }

  /** RFC 6749 2.3.1: both halves are form-encoded before base64, so they are decoded after. */
  private static ClientProof basic(
      String header, Optional<String> clientId, Request request, boolean form) throws Refusal {
    String pair = pair(header);
    String id = id(pair);
    String secret = half(pair.substring(pair.indexOf(':') + 1));
    if (clientId.isPresent() && !clientId.get().equals(id)) {
      throw new Refusal(TokenReason.SEVERAL_PROOFS);
    }
    return new SecretProof(id, secret, request.peer(), form);
  }

  /** RFC 7617 2: what is encoded, with a colon in it. */
  private static String pair(String header) throws Refusal {
    // RFC 9110 11.1: the scheme in either case.
    if (!header.toLowerCase(Locale.ROOT).startsWith(BASIC)) {
      throw new Refusal(TokenReason.NO_PROOF);
    }
    String pair = base64(header.substring(BASIC.length()).strip());
    if (pair.indexOf(':') < 0) {
      throw new Refusal(TokenReason.MALFORMED_REQUEST);
    }
    return pair;
  }

  private static String id(String pair) throws Refusal {
    return half(pair.substring(0, pair.indexOf(':')));
  }

  private static String base64(String text) throws Refusal {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      // One spelling only: the decoder would also take one without padding.
      if (Base64.getEncoder().encodeToString(bytes).equals(text)) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
      }
    } catch (IllegalArgumentException e) {
      // Falls through.
    }
    throw new Refusal(TokenReason.MALFORMED_REQUEST);
  }

  private static String half(String text) throws Refusal {
    return Percent.decodeForm(text).orElseThrow(() -> new Refusal(TokenReason.MALFORMED_REQUEST));
  }
}
