package dev.postern.server.admin;

import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import dev.postern.server.clientauth.ClientSecret;
import dev.postern.server.clientauth.Pepper;
import dev.postern.server.revocation.Closings;
import dev.postern.server.signing.KeyForge;
import dev.postern.server.signing.KeyRing;
import dev.postern.server.signing.MasterKey;
import dev.postern.store.Api;
import dev.postern.store.App;
import dev.postern.store.AppEntry;
import dev.postern.store.AuditLine;
import dev.postern.store.BuiltInApi;
import dev.postern.store.Credential;
import dev.postern.store.Grant;
import dev.postern.store.GrantId;
import dev.postern.store.Ids;
import dev.postern.store.Profile;
import dev.postern.store.Proof;
import dev.postern.store.Registry;
import dev.postern.store.Store;
import dev.postern.store.TenantName;
import dev.postern.store.TenantRegistry;
import dev.postern.store.TenantWriter;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The way back in for an operator whose credential is lost, stolen or gone: whatever has become of
 * the app {@code operator} of the first tenant, afterwards it may do everything again, by one new
 * secret alone. What was obtained by the old ones is closed in the same change.
 */
public final class OperatorReset {

  private static final TenantName TENANT = TenantName.DEFAULT;

  private final MasterKey master;
  private final Founder founder;
  private final SecureRandom random;
  private final Duration cutoff;

  /**
   * A reset.
   *
   * @param cutoff how long a node goes on issuing without having read the database
   */
  public OperatorReset(MasterKey master, Pepper pepper, SecureRandom random, Duration cutoff) {
    this.master = master;
    this.founder = new Founder(new KeyForge(master, random), pepper, random);
    this.random = random;
    this.cutoff = cutoff;
  }

  /** Who the operator will be: he who is there under a new secret, else a new one. */
  public Founder.Operator successor(Store store, Instant now) {
    Optional<AppEntry> present =
        store.<Optional<AppEntry>, RuntimeException>read(
            TENANT,
            tenant -> {
              Queue<AppEntry> named = new ConcurrentLinkedQueue<>();
              tenant.everyApp(entry -> {
                if (entry.app().name().equals(Founder.OPERATOR)) {
                  named.add(entry);
                }
              });
              // Anybody who may make apps may call one so; the first was made with the tenant.
              return named.stream().min(Comparator.comparing(entry -> entry.app().createdAt()));
            });
    return present
        .map(entry -> new Founder.Operator(entry.app().clientId(), ClientSecret.random(random)))
        .orElseGet(() -> founder.operator(now));
  }

  /** Makes {@code operator} the one who may do everything, in one change. */
  public void put(Store store, Founder.Operator operator, Instant now) {
    store.<Boolean, RuntimeException>change(
        TENANT,
        now,
        tenant -> {
          Optional<AppEntry> before = tenant.app(operator.clientId());
          if (before.isPresent()) {
            close(tenant, before.get());
          }
          // The new credential is a secret, which a strict tenant would not take.
          boolean strict = tenant.tenant().profile() != Profile.STANDARD;
          if (strict) {
            tenant.put(tenant.tenant().under(Profile.STANDARD, tenant.number()));
          }
          tenant.put(app(operator, before, tenant));
          Credential credential = founder.credential(operator, tenant.now(), tenant.number());
          tenant.put(credential);
          for (BuiltInApi api : BuiltInApi.values()) {
            tenant.put(grant(operator, before, api, tenant));
          }
          tenant.audit(audit(operator, before, credential, strict));
          return true;
        });
  }

  /** Ends every credential; one entry closes all that they obtained. */
  private void close(TenantWriter tenant, AppEntry before) {
    TenantRegistry keys = new TenantRegistry(tenant.tenant(), tenant.head());
    keys.putKeys(tenant.keys());
    Registry registry = new Registry();
    registry.put(keys);
    new Closings(new KeyRing(registry, master), cutoff)
        .in(TENANT, tenant)
        .app(before)
        .record(random);
    before
        .credentials()
        .forEach(credential -> tenant.removeCredential(before.app().clientId(), credential.id()));
  }

  private static App app(
      Founder.Operator operator, Optional<AppEntry> before, TenantWriter tenant) {
    // Limits and allowed addresses may be what shut him out.
    return new App(
        operator.clientId(),
        Founder.OPERATOR,
        Founder.DESCRIPTION,
        App.Status.ACTIVE,
        before.map(entry -> entry.app().labels()).orElse(Map.of()),
        List.of(),
        App.Limits.NONE,
        before.map(entry -> entry.app().actsFor()).orElse(Set.of()),
        Proof.NONE,
        Profile.STANDARD,
        tenant.number(),
        before.map(entry -> entry.app().createdAt()).orElse(tenant.now()),
        tenant.number());
  }

  private Grant grant(
      Founder.Operator operator,
      Optional<AppEntry> before,
      BuiltInApi identifier,
      TenantWriter tenant) {
    Api api =
        tenant
            .api(identifier)
            .orElseThrow(() -> new IllegalStateException("every tenant has " + identifier));
    Optional<Grant> old = before.flatMap(entry -> entry.grant(api.id()));
    return new Grant(
        old.map(Grant::id).orElseGet(() -> new GrantId(Ids.next("grant", tenant.now(), random))),
        operator.clientId(),
        api.id(),
        api.scopeNames(),
        JsonObject.EMPTY,
        null,
        null,
        Grant.Status.ACTIVE,
        tenant.number(),
        old.map(Grant::createdAt).orElse(tenant.now()),
        tenant.number());
  }

  private static AuditLine audit(
      Founder.Operator operator,
      Optional<AppEntry> before,
      Credential credential,
      boolean loosened) {
    JsonValue old =
        before
            .<JsonValue>map(entry ->
                JsonObject.builder()
                    .put("status", entry.app().status().name().toLowerCase(Locale.ROOT))
                    .put(
                        "credentials",
                        new JsonArray(
                            entry.credentials().stream()
                                .<JsonValue>map(each -> new JsonString(each.id().text()))
                                .toList()))
                    .build())
            .orElse(JsonNull.NULL);
    JsonObject.Builder made =
        JsonObject.builder()
            .put("credential", credential.id().text())
            .put("hint", credential.hint());
    if (loosened) {
      made.put("tenant_profile", Strictness.text(Profile.STANDARD));
    }
    return new AuditLine(
        AuditLine.SERVER, "operator.reset", "app/" + operator.clientId(), old, made.build(), "");
  }
}
