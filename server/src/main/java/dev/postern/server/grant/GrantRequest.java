package dev.postern.server.grant;

import dev.postern.protocol.OAuthUri;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.json.JsonObject;
import java.util.Optional;

/** What is asked for, by grant type: a closed set. */
public sealed interface GrantRequest {

  /** The {@code grant_type} that it is asked by. */
  String type();

  /** The API's identifier as sent, or empty where the client leaves it out. */
  Optional<String> target();

  /**
   * RFC 6749 section 4.4: a token for the client itself.
   *
   * @param target the API's identifier as sent, or empty where the client leaves it out
   * @param scopes the scopes asked for, or empty where the client leaves them out
   * @param claims the extra claims asked for; usually none
   */
  record ClientCredentials(Optional<String> target, Optional<Scopes> scopes, JsonObject claims)
      implements GrantRequest {

    /** The value of {@code grant_type}. */
    public static final String TYPE = "client_credentials";

    @Override
    public String type() {
      return TYPE;
    }
  }

  /**
   * RFC 8693 section 2.1: a token for the subject of another, which was sent to the client.
   *
   * @param target the API's identifier as sent, or empty where the client leaves it out
   * @param scopes the scopes asked for, or empty where the client leaves them out
   * @param claims the extra claims asked for; usually none
   * @param subject the token that it wants to exchange
   */
  record TokenExchange(
      Optional<String> target, Optional<Scopes> scopes, JsonObject claims, SubjectToken subject)
      implements GrantRequest {

    /** The value of {@code grant_type}. */
    public static final String TYPE = OAuthUri.TOKEN_EXCHANGE;

    @Override
    public String type() {
      return TYPE;
    }
  }

  /**
   * RFC 7523 section 2.1: a token for the client itself, by the word of another issuer.
   *
   * @param target the API's identifier as sent, or empty where the client leaves it out
   * @param scopes the scopes asked for, or empty where the client leaves them out
   * @param claims the extra claims asked for; usually none
   */
  record JwtBearer(Optional<String> target, Optional<Scopes> scopes, JsonObject claims)
      implements GrantRequest {

    /** The value of {@code grant_type}. */
    public static final String TYPE = OAuthUri.JWT_BEARER;

    @Override
    public String type() {
      return TYPE;
    }
  }

  /** An access token as it was sent to be exchanged; nothing of it has been checked. */
  final class SubjectToken {

    private final String compact;

    /** What was sent. */
    public SubjectToken(String compact) {
      this.compact = compact;
    }

    String compact() {
      return compact;
    }

    @Override
    public String toString() {
      return "SubjectToken[hidden]";
    }
  }
}
