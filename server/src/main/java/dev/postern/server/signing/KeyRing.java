package dev.postern.server.signing;

import dev.postern.protocol.feed.FeedMessage;
import dev.postern.protocol.token.SignedIntrospection;
import dev.postern.protocol.token.VerificationKeys;
import dev.postern.server.mint.AccessTokenClaims;
import dev.postern.server.session.SessionKey;
import dev.postern.store.Registry;
import dev.postern.store.SealedKey;
import dev.postern.store.TenantName;
import dev.postern.store.TenantRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The open keys of every tenant, level with the registry. Opening a tenant's keys is done when they
 * are first asked for after a change; what was opened serves until the next.
 */
public final class KeyRing {

  private final Registry registry;
  private final MasterKey master;
  private final Map<TenantName, TenantKeys> open = new ConcurrentHashMap<>();

  /** A ring for the keys that {@code registry} has, sealed under {@code master}. */
  public KeyRing(Registry registry, MasterKey master) {
    this.registry = registry;
    this.master = master;
  }

  /** Signs an access token with the tenant's active key for its algorithm. */
  public SignedToken sign(AccessTokenClaims claims) {
    JwsSigner signer =
        keys(claims.tenant())
            .tokenSigner(claims.algorithm())
            .orElseThrow(
                () -> new IllegalStateException("no active key for " + claims.algorithm()));
    return new SignedToken(signer.sign(claims.json()));
  }

  /** Signs a message of a tenant's revocation feed. */
  public String sign(TenantName tenant, FeedMessage message) {
    return new String(
        keys(tenant).feedSigner().sign(message.json().bytes()), StandardCharsets.US_ASCII);
  }

  /** Signs an answer of a tenant's introspection endpoint, by ES256. */
  public String sign(TenantName tenant, SignedIntrospection answer) {
    return new String(
        keys(tenant).introspectionSigner().sign(answer.json().bytes()), StandardCharsets.US_ASCII);
  }

  /** What a tenant's sessions are computed with. */
  public SessionKey session(TenantName tenant) {
    return keys(tenant).session();
  }

  /** The public keys that a tenant's tokens may be signed with. */
  public VerificationKeys verification(TenantName tenant) {
    return keys(tenant).verification();
  }

  /** The key set of a tenant's tokens, as JSON (RFC 7517). */
  public byte[] tokenKeySet(TenantName tenant) {
    return keys(tenant).tokenKeySet();
  }

  /** The key set of a tenant's revocation feed, as JSON. */
  public byte[] feedKeySet(TenantName tenant) {
    return keys(tenant).feedKeySet();
  }

  /** Opens every key of every tenant, so that what does not open is said at the start. */
  public void openAll() {
    registry.tenants().forEach(each -> keys(each.tenant().name()));
  }

  private TenantKeys keys(TenantName tenant) {
    List<SealedKey> current =
        registry
            .tenant(tenant)
            .map(TenantRegistry::keys)
            .orElseThrow(() -> new IllegalStateException("no such tenant"));
    @Nullable TenantKeys keys = open.get(tenant);
    if (keys != null && keys.from(current)) {
      return keys;
    }
    return open.compute(
        tenant,
        (name, old) ->
            old != null && old.from(current) ? old : new TenantKeys(name, current, master, old));
  }
}
