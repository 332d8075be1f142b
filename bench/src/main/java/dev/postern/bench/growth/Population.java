package dev.postern.bench.growth;

import dev.postern.protocol.Audience;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.feed.FeedEntry;
import dev.postern.protocol.json.JsonNumber;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.server.clientauth.Pepper;
import dev.postern.store.Api;
import dev.postern.store.ApiId;
import dev.postern.store.ApiScope;
import dev.postern.store.AppEntry;
import dev.postern.store.AuditLine;
import dev.postern.store.Proof;
import dev.postern.store.RegisteredIdentifier;
import dev.postern.store.Store;
import dev.postern.store.TenantName;
import dev.postern.store.TenantWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;

/**
 * Puts one API, numbered apps and live revocations into a founded store: through the store's own
 * writers, in transactions of some thousand rows, each with its audit line like any change.
 */
final class Population {

  /** What the generated API is called by those who want its tokens. */
  static final String AUDIENCE = "https://growth.example.com";

  /** What every generated app may do there. */
  static final String SCOPE = "things:read things:write";

  private static final ApiId API = new ApiId("api_growth");
  private static final int AT_ONCE = 2_000;

  private final Store store;
  private final Pepper pepper;
  private final Instant now;

  Population(Store store, Pepper pepper, Instant now) {
    this.store = store;
    this.pepper = pepper;
    this.now = now;
  }

  /** Puts the API and the apps of the numbers below {@code count}. */
  void apps(int count) {
    Scopes scopes = Scopes.parse(SCOPE).orElseThrow();
    change("api.create", 1, tenant -> tenant.put(api(scopes, tenant.number())));
    for (int from = 0; from < count; from += AT_ONCE) {
      int first = from;
      int end = Math.min(count, from + AT_ONCE);
      change(
          "app.create",
          end - first,
          tenant -> {
            for (int number = first; number < end; number++) {
              put(tenant, new NumberedApp(number).entry(API, scopes, pepper, tenant.number()));
            }
          });
    }
  }

  /** Puts {@code count} acts of revocation that are live for a day, each of one session part. */
  void revocations(int count) {
    Instant until = now.plus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
    for (int from = 0; from < count; from += AT_ONCE) {
      int first = from;
      int end = Math.min(count, from + AT_ONCE);
      change(
          "session.revoke",
          end - first,
          tenant -> {
            for (int number = first; number < end; number++) {
              FeedEntry entry = new FeedEntry(FeedEntry.SID, sessionPart(number), until);
              tenant.revoke("rev_" + number, List.of(entry));
            }
          });
    }
  }

  /** Twelve characters of base64url, as a part of a session id has them, that are nobody's. */
  private static String sessionPart(int number) {
    byte[] bytes = "%09d".formatted(number).getBytes(StandardCharsets.US_ASCII);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private interface Work {
    void on(TenantWriter tenant);
  }

  private void change(String action, int count, Work work) {
    store.<Long, RuntimeException>change(
        TenantName.DEFAULT,
        now,
        tenant -> {
          work.on(tenant);
          tenant.audit(AuditLine.byServer(action, "growth", JsonNumber.of(count)));
          return tenant.number();
        });
  }

  private static void put(TenantWriter tenant, AppEntry entry) {
    tenant.put(entry.app());
    entry.credentials().forEach(tenant::put);
    entry.grants().forEach(tenant::put);
  }

  private Api api(Scopes scopes, long change) {
    return new Api(
        API,
        new RegisteredIdentifier(new Audience(AUDIENCE)),
        "Growth",
        scopes.list().stream().map(name -> new ApiScope(name, "")).toList(),
        Api.USUAL_LIFETIME,
        Api.USUAL_LIFETIME,
        Api.USUAL_LIFETIME,
        SignatureAlgorithm.ES256,
        Proof.NONE,
        change,
        now,
        change);
  }
}
