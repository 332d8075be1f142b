package dev.postern.protocol.token;

import dev.postern.protocol.Issuer;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What {@link TokenCheck} finds, step by step: the check stops at the first fault, this goes on as
 * far as there is something to look at. The steps are the same code. For whoever explains a token;
 * nothing here lets anybody in.
 */
public final class TokenExamination {

  /** The steps that settle what never changes about a token, in their order. */
  public enum Step {
    /** A compact JWS within the limits, whose header is understood. */
    FORMAT,
    /** An access token (RFC 9068 section 4). */
    TYPE,
    /** An algorithm that is taken, and its key's where that is known. */
    ALGORITHM,
    /** A key that is known. */
    KEY,
    /** The signature of that key. */
    SIGNATURE,
    /** The issuer. */
    ISSUER,
    /** An audience that is wanted. */
    AUDIENCE,
    /** The claims that are required, in their forms. */
    CLAIMS
  }

  private final Map<Step, Boolean> kept = new EnumMap<>(Step.class);
  private @Nullable JsonObject header;
  private @Nullable JsonObject claims;

  private TokenExamination() {}

  /** Something that a step does. */
  @FunctionalInterface
  private interface Act {
    void run() throws TokenFault, JsonFault;
  }

  /**
   * Looks at {@code compact} as a check of tokens that {@code issuer} issued for one of {@code
   * audiences} would.
   */
  public static TokenExamination of(
      String compact, Issuer issuer, Predicate<String> audiences, VerificationKeys keys) {
    TokenExamination found = new TokenExamination();
    found.examine(compact, new TokenCheck(issuer, audiences), keys);
    return found;
  }

  /** Whether a step was kept; empty where it could not be looked at. */
  public Optional<Boolean> kept(Step step) {
    return Optional.ofNullable(kept.get(step));
  }

  /** Its header as it stands there, be it whose it may; empty where it cannot be read. */
  public Optional<JsonObject> header() {
    return Optional.ofNullable(header);
  }

  /** Its claims as they stand there, be they whose they may; empty where they cannot be read. */
  public Optional<JsonObject> claims() {
    return Optional.ofNullable(claims);
  }

  private void examine(String compact, TokenCheck check, VerificationKeys keys) {
    CompactJws token;
    try {
      token = TokenCheck.parse(compact);
    } catch (TokenFault fault) {
      kept.put(Step.FORMAT, false);
      return;
    }
    header = token.header();
    step(Step.FORMAT, token::checkExtensions);
    step(Step.TYPE, () -> token.checkType(TokenCheck.TYPE));
    @Nullable VerificationKey key = key(token, keys);
    step(Step.ALGORITHM, () -> checkAlgorithm(token, key));
    kept.put(Step.KEY, key != null);
    if (key != null) {
      step(Step.SIGNATURE, () -> token.checkSignature(key));
    }
    try {
      claims = TokenCheck.JSON.object(token.payload());
    } catch (JsonFault fault) {
      kept.put(Step.CLAIMS, false);
      return;
    }
    JsonObject said = claims;
    // What somebody else wrote is nothing to judge by.
    if (Boolean.TRUE.equals(kept.get(Step.SIGNATURE))) {
      step(Step.ISSUER, () -> check.checkIssuer(said));
      step(Step.AUDIENCE, () -> check.audience(said));
      step(Step.CLAIMS, () -> TokenCheck.claims(said));
    }
  }

  private static @Nullable VerificationKey key(CompactJws token, VerificationKeys keys) {
    try {
      return token.key(keys);
    } catch (TokenFault fault) {
      return null;
    }
  }

  private static void checkAlgorithm(CompactJws token, @Nullable VerificationKey key)
      throws TokenFault {
    SignatureAlgorithm said = token.algorithm();
    if (key != null) {
      CompactJws.checkAlgorithm(said, key);
    }
  }

  private void step(Step step, Act act) {
    try {
      act.run();
      kept.put(step, true);
    } catch (TokenFault | JsonFault fault) {
      kept.put(step, false);
    }
  }
}
