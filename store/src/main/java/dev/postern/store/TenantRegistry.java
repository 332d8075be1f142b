package dev.postern.store;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.Issuer;
import dev.postern.protocol.KeyId;
import dev.postern.protocol.feed.FeedEntry;
import dev.postern.protocol.feed.RevokedSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One tenant in memory, complete: whatever a token request or a check of a token asks is answered
 * here, without a lock and without the database.
 *
 * <p>Each app is one immutable entry that is swapped atomically. Only the replica writes.
 */
public final class TenantRegistry {

  private volatile Tenant tenant;
  private volatile List<SealedKey> keys = List.of();
  private volatile List<CertificateAuthority> authorities = List.of();
  private volatile Head head;
  private volatile long revocationSeq;
  private final Map<ApiId, Api> apis = new ConcurrentHashMap<>();
  private final Map<String, ApiId> identifiers = new ConcurrentHashMap<>();
  private final Map<ClientId, AppEntry> apps = new ConcurrentHashMap<>();
  private final Map<RegistrationPolicyId, RegistrationPolicy> registrationPolicies =
      new ConcurrentHashMap<>();
  private final RevokedSet revoked = new RevokedSet(List.of());

  /** A tenant without anything, as of {@code head}. */
  public TenantRegistry(Tenant tenant, Head head) {
    this.tenant = tenant;
    this.head = head;
  }

  /** The tenant. */
  public Tenant tenant() {
    return tenant;
  }

  /** The change that this registry has come to. */
  public Head head() {
    return head;
  }

  /** An API by its id. */
  public Optional<Api> api(ApiId id) {
    return Optional.ofNullable(apis.get(id));
  }

  /** An API by what tokens for it are asked for by. */
  public Optional<Api> api(ApiIdentifier identifier) {
    return kept(identifier.text());
  }

  /**
   * An API by what a request at {@code issuer} calls it. The text need not have been checked: what
   * cannot be an identifier is none.
   */
  public Optional<Api> api(String called, Issuer issuer) {
    for (BuiltInApi builtIn : BuiltInApi.ALL) {
      if (builtIn.called(called, issuer)) {
        return api(builtIn);
      }
    }
    // Those below the issuer are kept as paths, and a path is not what they are called.
    return called.startsWith("/") ? Optional.empty() : kept(called);
  }

  private Optional<Api> kept(String identifier) {
    ApiId id = identifiers.get(identifier);
    return id == null ? Optional.empty() : api(id);
  }

  /** All APIs, in no order. */
  public Collection<Api> apis() {
    return apis.values();
  }

  /** An app with its credentials and grants. */
  public Optional<AppEntry> app(ClientId id) {
    return Optional.ofNullable(apps.get(id));
  }

  /** The policies by which apps may register themselves, in no order. */
  public Collection<RegistrationPolicy> registrationPolicies() {
    return registrationPolicies.values();
  }

  /** How many apps there are. */
  public int appCount() {
    return apps.size();
  }

  /** All keys, removed ones too. A change of any key gives another list. */
  public List<SealedKey> keys() {
    return keys;
  }

  /** Who vouches for certificates here. A change of any gives another list. */
  public List<CertificateAuthority> authorities() {
    return authorities;
  }

  /** Takes these for all that there are. */
  public void putAuthorities(Collection<CertificateAuthority> all) {
    authorities = List.copyOf(all);
  }

  /** What is revoked. */
  public RevokedSet revoked() {
    return revoked;
  }

  /** The number of the last act of revocation that {@link #revoked} holds. */
  public long revocationSeq() {
    return revocationSeq;
  }

  /** Adds what an act of revocation revoked. */
  public void revoke(long seq, Collection<FeedEntry> entries) {
    revoked.addAll(entries);
    revocationSeq = Math.max(seq, revocationSeq);
  }

  /** Puts the tenant itself. */
  public void put(Tenant newTenant) {
    tenant = newTenant;
  }

  /** Puts an API. */
  public void put(Api api) {
    apis.put(api.id(), api);
    identifiers.put(api.identifier().text(), api.id());
  }

  /** Removes an API. */
  public void removeApi(ApiId id) {
    @Nullable Api gone = apis.remove(id);
    if (gone != null) {
      identifiers.remove(gone.identifier().text(), id);
    }
  }

  /** Puts an app. */
  public void put(AppEntry entry) {
    apps.put(entry.app().clientId(), entry);
  }

  /** Removes an app. */
  public void removeApp(ClientId id) {
    apps.remove(id);
  }

  /** Puts a registration policy. */
  public void put(RegistrationPolicy policy) {
    registrationPolicies.put(policy.id(), policy);
  }

  /** Removes a registration policy. */
  public void removeRegistrationPolicy(RegistrationPolicyId id) {
    registrationPolicies.remove(id);
  }

  /**
   * Puts keys, all at once: between one that signs no more and its successor there must be no
   * moment for a token request to find none.
   */
  public void putKeys(Collection<SealedKey> changed) {
    Map<KeyId, SealedKey> all = new LinkedHashMap<>();
    keys.forEach(each -> all.put(each.id(), each));
    changed.forEach(each -> all.put(each.id(), each));
    keys = List.copyOf(all.values());
  }

  /** Moves on to {@code newHead}, once all that it stands for has been put. */
  public void moveTo(Head newHead) {
    head = newHead;
  }
}
