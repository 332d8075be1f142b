package dev.postern.protocol;

import java.util.Set;

/** The names of the claims that Postern itself writes into a token. */
public final class Claim {

  /** The issuer (RFC 7519 section 4.1.1). */
  public static final String ISS = "iss";

  /**
   * {@code <client_id>@client}: the app as the subject of its own tokens (RFC 9068 section 2.2).
   */
  public static final String SUB = "sub";

  /** The app (RFC 9068 section 2.2). */
  public static final String CLIENT_ID = "client_id";

  /** The API's identifier, one string. */
  public static final String AUD = "aud";

  /** One token's own name. */
  public static final String JTI = "jti";

  /** The session, see {@link SessionId}. */
  public static final String SID = "sid";

  /** The tenant's public API key. */
  public static final String CID = "cid";

  /** When it was issued, in seconds. */
  public static final String IAT = "iat";

  /** When it ends, in seconds. */
  public static final String EXP = "exp";

  /** Not before, in seconds; Postern writes none but honours it. */
  public static final String NBF = "nbf";

  /** The granted scopes as an array. */
  public static final String SCP = "scp";

  /** The granted scopes as one string (RFC 9068 section 2.2.3). */
  public static final String SCOPE = "scope";

  /** The grant type. */
  public static final String GTY = "gty";

  /** What the token is bound to (RFC 7800). */
  public static final String CNF = "cnf";

  /**
   * Who acts for the subject: the newest actor outermost, the others in it (RFC 8693 section 4.1).
   */
  public static final String ACT = "act";

  /**
   * Who may act for the subject (RFC 8693 section 4.4). Not ours: a grant has it among its own
   * claims, where its owner says so.
   */
  public static final String MAY_ACT = "may_act";

  /** The tokens that this one was exchanged for, see {@link dev.postern.protocol.token.Origin}. */
  public static final String EXCHANGED_FOR = "exchanged_for";

  /** The names that a grant's own claims can never take. */
  public static final Set<String> RESERVED =
      Set.of(
          ISS,
          SUB,
          CLIENT_ID,
          AUD,
          JTI,
          SID,
          CID,
          IAT,
          EXP,
          NBF,
          SCP,
          SCOPE,
          GTY,
          CNF,
          ACT,
          EXCHANGED_FOR,
          "auth_time",
          "acr",
          "amr",
          "azp",
          "nonce",
          "typ",
          "events",
          "sub_id");

  private Claim() {}
}
