package dev.postern.store;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.feed.FeedEntry;
import java.time.Instant;
import java.util.List;

/**
 * One tenant within a change. Putting replaces the whole thing; what is put carries this change's
 * number as its {@code version}, and reading sees what was put.
 */
public interface TenantWriter extends TenantReader {

  /** The number of this change. Never used before, so it serves as a new epoch. */
  long number();

  /** The time of this change. */
  Instant now();

  /** Puts the tenant itself. */
  void put(Tenant tenant);

  /** Puts an API. */
  void put(Api api);

  /** Removes an API and every grant at it. */
  void removeApi(ApiId id);

  /** Puts an app, without its credentials and grants. */
  void put(App app);

  /** Removes an app with its credentials and grants. */
  void removeApp(ClientId id);

  /** Puts a credential of an app that is there. */
  void put(Credential credential);

  /** Removes a credential. */
  void removeCredential(ClientId app, CredentialId id);

  /** Puts a grant of an app and an API that are there. */
  void put(Grant grant);

  /** Removes a grant. */
  void removeGrant(ClientId app, ApiId api);

  /** Puts a key. */
  void put(SealedKey key);

  /** Puts a certificate authority. */
  void put(CertificateAuthority authority);

  /** Removes a certificate authority. */
  void removeAuthority(CertificateAuthorityId id);

  /** Puts an account; {@link StoreException} where another account has one of its keys. */
  void put(Account account);

  /** Removes an account. */
  void removeAccount(AccountId id);

  /** Puts a registration policy; {@link StoreException} where another one has its token. */
  void put(RegistrationPolicy policy);

  /** Removes a registration policy with its registrations; their apps stay. */
  void removeRegistrationPolicy(RegistrationPolicyId id);

  /** Puts the registration of an app that is there, by a policy that is there. */
  void put(Registration registration);

  /**
   * Records an act of revocation under the next number of the feed.
   *
   * @param id the act's name
   * @param entries what is revoked, at least one
   */
  void revoke(String id, List<FeedEntry> entries);

  /** Keeps an answer for its repetitions. */
  void put(StoredReply reply);

  /**
   * Founds another tenant, as part of this change of the tenant {@code default}; {@link
   * StoreException} where another has its name or a path that overlaps its own.
   */
  void found(Founding founding);

  /** Writes this change's one audit line. */
  void audit(AuditLine line);
}
