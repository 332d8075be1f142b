package dev.postern.server.signing;

import dev.postern.protocol.KeyId;
import dev.postern.protocol.feed.FeedMessage;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import dev.postern.protocol.token.CompactJws;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.protocol.token.SignedIntrospection;
import dev.postern.protocol.token.TokenFault;
import dev.postern.protocol.token.VerificationKeys;
import dev.postern.server.session.SessionKey;
import dev.postern.store.SealedKey;
import dev.postern.store.TenantName;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one tenant, open and ready: made anew whenever one of them changes. What did not
 * change is taken over from before, because opening and trying a key costs several signatures, and
 * a rotation happens under load.
 */
final class TenantKeys {

  private static final String TOKEN_TYPE = "at+jwt";
  private static final byte[] PROBE = JsonObject.EMPTY.bytes();
  private static final int PROBE_LIMIT = 4096;

  private final List<SealedKey> source;
  private final Map<KeyId, JwsSigner> signers = new HashMap<>();
  private final Map<SignatureAlgorithm, JwsSigner> tokenSigners =
      new EnumMap<>(SignatureAlgorithm.class);
  private final Optional<JwsSigner> introspectionSigner;
  private final JwsSigner feedSigner;
  private final SessionKey session;
  private final byte[] tokenKeySet;
  private final byte[] feedKeySet;
  private final VerificationKeys verification;

  TenantKeys(TenantName tenant, List<SealedKey> source, MasterKey master) {
    this(tenant, source, master, null);
  }

  /**
   * Opens the keys of a tenant.
   *
   * @param before the tenant's keys as they were open so far, if they were
   */
  TenantKeys(
      TenantName tenant, List<SealedKey> source, MasterKey master, @Nullable TenantKeys before) {
    this.source = source;
    @Nullable JwsSigner feed = null;
    @Nullable SessionKey sessionKey = null;
    for (SealedKey key : source) {
      // Also what does not sign now is opened: a key is published only where we have it whole.
      if (key.published()) {
        boolean active = key.state() == SealedKey.State.ACTIVE;
        switch (key.use()) {
          case TOKEN -> {
            JwsSigner signer = opened(key, tenant, master, before);
            if (active) {
              tokenSigners.put(algorithm(key), signer);
            }
          }
          case FEED -> {
            JwsSigner signer = opened(key, tenant, master, before);
            feed = active ? signer : feed;
          }
          case SESSION -> {
            byte[] secret = master.open(key.sealed(), tenant, key.id(), key.algorithm());
            sessionKey = active ? new SessionKey(secret) : sessionKey;
            Arrays.fill(secret, (byte) 0);
          }
        }
      }
    }
    if (feed == null || sessionKey == null) {
      throw new IllegalStateException("tenant " + tenant + " lacks its feed key or session key");
    }
    this.introspectionSigner =
        tokenSigner(SignatureAlgorithm.ES256).map(tokens -> tokens.of(SignedIntrospection.TYPE));
    this.feedSigner = feed;
    this.session = sessionKey;
    this.tokenKeySet = keySet(source, SealedKey.Use.TOKEN);
    this.feedKeySet = keySet(source, SealedKey.Use.FEED);
    try {
      this.verification = VerificationKeys.read(tokenKeySet);
    } catch (JsonFault e) {
      throw new IllegalStateException("a key set of our own cannot be read", e);
    }
  }

  private JwsSigner opened(
      SealedKey key, TenantName tenant, MasterKey master, @Nullable TenantKeys before) {
    @Nullable JwsSigner signer = before == null ? null : before.signerOf(key);
    if (signer == null) {
      byte[] secret = master.open(key.sealed(), tenant, key.id(), key.algorithm());
      String type = key.use() == SealedKey.Use.FEED ? FeedMessage.TYPE : TOKEN_TYPE;
      signer = signer(key, tenant, secret, type);
      Arrays.fill(secret, (byte) 0);
    }
    signers.put(key.id(), signer);
    return signer;
  }

  /** The signer of {@code key} where nothing but its state differs from what was opened. */
  private @Nullable JwsSigner signerOf(SealedKey key) {
    boolean same =
        source.stream()
            .anyMatch(old ->
                old.id().equals(key.id())
                    && old.use() == key.use()
                    && old.algorithm().equals(key.algorithm())
                    && old.sealed().equals(key.sealed())
                    && old.publicKey().equals(key.publicKey()));
    return same ? signers.get(key.id()) : null;
  }

  private static JwsSigner signer(SealedKey key, TenantName tenant, byte[] secret, String type) {
    SignatureAlgorithm algorithm = algorithm(key);
    String factory =
        switch (algorithm) {
          case ES256, ES384 -> "EC";
          case RS256, PS256 -> "RSA";
          case EDDSA -> "Ed25519";
        };
    try {
      PrivateKey privateKey =
          KeyFactory.getInstance(factory).generatePrivate(new PKCS8EncodedKeySpec(secret));
      JwsSigner signer = new JwsSigner(privateKey, algorithm, key.id().text(), type);
      checkPublicHalf(key, tenant, signer, type);
      return signer;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("key " + key.id() + " cannot be read", e);
    }
  }

  /** The public half is not sealed: who can write to the database could put his own there. */
  private static void checkPublicHalf(
      SealedKey key, TenantName tenant, JwsSigner signer, String type) {
    JsonObject set =
        JsonObject.builder().put("keys", new JsonArray(List.of(key.publicKey()))).build();
    try {
      CompactJws.parse(new String(signer.sign(PROBE), StandardCharsets.US_ASCII), PROBE_LIMIT)
          .verifiedPayload(type, VerificationKeys.read(set.bytes()));
    } catch (TokenFault | JsonFault e) {
      throw new UnsealException(
          "key " + key.id() + " of tenant " + tenant + " has another's public half");
    }
  }

  private static SignatureAlgorithm algorithm(SealedKey key) {
    return SignatureAlgorithm.parse(key.algorithm())
        .orElseThrow(
            () -> new IllegalStateException("key " + key.id() + " has no algorithm of ours"));
  }

  /** RFC 7517 5: everything that is or may still be in use, public halves only. */
  private static byte[] keySet(List<SealedKey> source, SealedKey.Use use) {
    List<JsonValue> keys = new ArrayList<>();
    for (SealedKey key : source) {
      if (key.use() == use && key.published()) {
        keys.add(key.publicKey());
      }
    }
    return JsonObject.builder().put("keys", new JsonArray(keys)).build().bytes();
  }

  /** Whether these are still the keys that {@code current} says: a change makes another list. */
  @SuppressWarnings("ReferenceEquality") // the list's identity is the question, asked per token
  boolean from(List<SealedKey> current) {
    return source == current;
  }

  Optional<JwsSigner> tokenSigner(SignatureAlgorithm algorithm) {
    return Optional.ofNullable(tokenSigners.get(algorithm));
  }

  /** The token key for ES256, which every tenant has, under a type that is no token's. */
  JwsSigner introspectionSigner() {
    return introspectionSigner.orElseThrow(
        () -> new IllegalStateException("no active key for ES256"));
  }

  JwsSigner feedSigner() {
    return feedSigner;
  }

  SessionKey session() {
    return session;
  }

  byte[] tokenKeySet() {
    return tokenKeySet;
  }

  byte[] feedKeySet() {
    return feedKeySet;
  }

  VerificationKeys verification() {
    return verification;
  }
}
