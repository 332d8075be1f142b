package dev.postern.server.session;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.SessionId;
import dev.postern.protocol.token.HmacSha256;
import dev.postern.store.Api;
import dev.postern.store.ApiId;
import dev.postern.store.App;
import dev.postern.store.Credential;
import dev.postern.store.CredentialId;
import dev.postern.store.Grant;
import dev.postern.store.GrantId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Computes session parts, the same on every node, so that issuing writes nothing.
 *
 * <p>A part is the first 9 bytes, in base64url, of HMAC-SHA-256 under the tenant's session key over
 * the kind, the id and the epoch of one thing, each behind its length. Raising a thing's epoch
 * gives it another part; the old one goes into the revocation feed, and every session that has it
 * is closed by that one entry. No clock is compared, so there is no moment in which a token slips
 * by.
 */
public final class SessionKey {

  /** The length of a key in bytes. */
  public static final int LENGTH = 32;

  private static final int PART_BYTES = 9;
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final HmacSha256 mac;

  /** The key of a tenant, {@value #LENGTH} bytes. */
  public SessionKey(byte[] key) {
    if (key.length != LENGTH) {
      throw new IllegalArgumentException("a session key has " + LENGTH + " bytes");
    }
    this.mac = new HmacSha256(key);
  }

  /** The session of tokens that {@code credential} obtains under {@code grant}. */
  public SessionId session(Api api, App app, Grant grant, Credential credential) {
    return new SessionId(
        api(api.id(), api.epoch()),
        app(app.clientId(), app.epoch()),
        grant(grant.id(), grant.epoch()),
        credential(credential.id(), credential.epoch()));
  }

  /** The part of an API in an epoch. */
  public String api(ApiId id, long epoch) {
    return part("api", id.text(), epoch);
  }

  /** The part of an app in an epoch. */
  public String app(ClientId id, long epoch) {
    return part("app", id.text(), epoch);
  }

  /** The part of a grant in an epoch. */
  public String grant(GrantId id, long epoch) {
    return part("grant", id.text(), epoch);
  }

  /** The part of a credential in an epoch. */
  public String credential(CredentialId id, long epoch) {
    return part("credential", id.text(), epoch);
  }

  /**
   * Another key of the tenant's, for another use, the same on every node. No part of a session is
   * ever shown that could be it: those are cut short, and their kinds are others.
   */
  public HmacSha256 derived(String use) {
    return new HmacSha256(mac.of(message("derived", use, 0)));
  }

  private String part(String kind, String id, long epoch) {
    return BASE64URL.encodeToString(Arrays.copyOf(mac.of(message(kind, id, epoch)), PART_BYTES));
  }

  private static byte[] message(String kind, String id, long epoch) {
    byte[] kindBytes = kind.getBytes(StandardCharsets.US_ASCII);
    byte[] idBytes = id.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(8 + kindBytes.length + idBytes.length + Integer.BYTES + Long.BYTES)
        .putInt(kindBytes.length)
        .put(kindBytes)
        .putInt(idBytes.length)
        .put(idBytes)
        .putInt(Long.BYTES)
        .putLong(epoch)
        .array();
  }

  @Override
  public String toString() {
    return "SessionKey[hidden]";
  }
}
