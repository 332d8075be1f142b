package dev.postern.server.admin;

import dev.postern.protocol.TokenScheme;
import dev.postern.protocol.token.TokenFault;
import dev.postern.server.refusal.AccessReason;
import dev.postern.server.refusal.AdminReason;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.revocation.Closing;
import dev.postern.server.revocation.Closings;
import dev.postern.store.Api;
import dev.postern.store.ApiId;
import dev.postern.store.App;
import dev.postern.store.AppEntry;
import dev.postern.store.BuiltInApi;
import dev.postern.store.Store;
import dev.postern.store.StoredReply;
import dev.postern.store.TenantName;
import dev.postern.store.TenantReader;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;

/**
 * Makes the changes of the Admin API: each is one transaction, in which stand what it puts, what it
 * closes, what a repetition of its request will be answered, and its audit line.
 */
final class Changes {

  /** How long a repetition is recognised. */
  private static final Duration REMEMBERED = Duration.ofHours(24);

  private static final int CREATED = 201;

  private final Store store;
  private final Closings closings;
  private final SecureRandom random;

  Changes(Store store, Closings closings, SecureRandom random) {
    this.store = store;
    this.closings = closings;
    this.random = random;
  }

  /** The work of one change. */
  @FunctionalInterface
  interface Work<T> {
    /** Does it and logs it. */
    T on(Edit edit) throws Refusal;
  }

  /** Refuses a caller who does not reach what a change is about. */
  @FunctionalInterface
  interface Bounds {
    /** Looks at his reach as it is within the transaction. */
    void check(Reach reach) throws Refusal;
  }

  /** Makes a change of the actor's tenant, which nobody does who is limited to chosen APIs. */
  <T> T change(Actor by, Work<T> work) throws Refusal {
    return change(by, by.tenant(), work);
  }

  /** Makes a change that is about {@code api} alone; whose it is not, there is none for. */
  <T> T change(Actor by, ApiId api, Work<T> work) throws Refusal {
    return change(by, by.tenant(), reach -> reach.requireKnown(api), work);
  }

  /**
   * Makes a change by somebody whom no token of the Admin API lets in: whether he may make it is
   * for {@code work} to find out.
   */
  <T> T change(Registrant by, Work<T> work) throws Refusal {
    return store.change(
        by.tenant(),
        by.at(),
        writer -> {
          Edit edit = new Edit(by, writer, closings.in(by.tenant(), writer), random);
          T result = work.on(edit);
          edit.finish();
          return result;
        });
  }

  /** Makes a change of {@code tenant}, which nobody does who is limited to chosen APIs. */
  <T> T change(Actor by, TenantName tenant, Work<T> work) throws Refusal {
    return change(by, tenant, Reach::requireAll, work);
  }

  private <T> T change(Actor by, TenantName tenant, Bounds bounds, Work<T> work) throws Refusal {
    return store.change(
        tenant,
        by.at(),
        writer -> {
          Closing closing = closings.in(tenant, writer);
          if (tenant.equals(by.tenant())) {
            refuseFallen(by, writer, closing);
          }
          bounds.check(by.reach());
          Edit edit = new Edit(by, writer, closing, random);
          T result = work.on(edit);
          edit.finish();
          return result;
        });
  }

  /**
   * Refuses an actor who lost what he calls with while he waited for his turn: his token stood when
   * he called, and what closed its session is committed before this change. So is what limited him
   * to other APIs than he was limited to then.
   */
  private static void refuseFallen(Actor by, TenantReader tenant, Closing closing) throws Refusal {
    Optional<Api> admin = tenant.api(BuiltInApi.ADMIN);
    boolean stands =
        tenant
            .app(by.clientId())
            .filter(entry -> entry.app().status() == App.Status.ACTIVE)
            .flatMap(entry -> admin.filter(api -> stands(by, api, entry, closing)))
            .isPresent();
    if (!stands) {
      TokenScheme wanted =
          admin
              .map(api -> tenant.tenant().profile().scheme(api.proof()))
              .orElse(TokenScheme.BEARER);
      throw new Refusal(new AccessReason.BadToken(TokenFault.Kind.REVOKED, wanted));
    }
  }

  private static boolean stands(Actor by, Api admin, AppEntry entry, Closing closing) {
    return entry
        .grant(admin.id())
        .filter(grant -> grant.live(by.at()) && grant.scopes().containsAll(by.scopes()))
        .filter(grant -> Reach.of(Optional.of(grant)).equals(by.reach()))
        .filter(grant -> closing.present(by.session(), admin, entry, grant))
        .isPresent();
  }

  /**
   * Makes something once, however often the request is sent. Nobody does who is limited to chosen
   * APIs.
   */
  Made make(Actor by, Optional<Once> once, Work<Made> work) throws Refusal {
    return make(by, once, Reach::requireAll, work);
  }

  /** The same, where {@code bounds} say who does not. */
  Made make(Actor by, Optional<Once> once, Bounds bounds, Work<Made> work) throws Refusal {
    return change(
        by,
        by.tenant(),
        bounds,
        edit -> {
          if (once.isPresent()) {
            refuseRepetition(edit, once.get());
          }
          Made made = work.on(edit);
          if (once.isPresent()) {
            edit.tenant().put(reply(once.get(), made, edit));
          }
          return made;
        });
  }

  /** Reads a tenant. */
  <T> T read(TenantName tenant, Store.Reading<T, Refusal> work) throws Refusal {
    return store.read(tenant, work);
  }

  private static void refuseRepetition(Edit edit, Once once) throws Refusal {
    // What has had its time may be there still: clearing away is nobody's promise.
    Optional<StoredReply> stored =
        edit.tenant().reply(once.key()).filter(reply -> edit.now().isBefore(reply.until()));
    if (stored.isEmpty()) {
      return;
    }
    StoredReply reply = stored.get();
    throw new Refusal(
        reply.requestHash().equals(once.request())
            ? new AdminReason.AlreadyDone(reply.location(), reply.body())
            : new AdminReason.KeyReused());
  }

  private static StoredReply reply(Once once, Made made, Edit edit) {
    return new StoredReply(
        once.key(),
        once.request(),
        CREATED,
        made.path(),
        made.again(),
        edit.now().plus(REMEMBERED));
  }
}
