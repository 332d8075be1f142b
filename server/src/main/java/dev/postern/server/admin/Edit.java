package dev.postern.server.admin;

import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonValue;
import dev.postern.server.revocation.Closing;
import dev.postern.store.AuditLine;
import dev.postern.store.Ids;
import dev.postern.store.TenantWriter;
import java.time.Instant;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One change under way: the tenant within its transaction, what is closed, and what is logged. */
final class Edit {

  private final Author author;
  private final TenantWriter tenant;
  private final Closing closing;
  private final RandomGenerator random;
  private @Nullable AuditLine line;
  private @Nullable String act;

  Edit(Author author, TenantWriter tenant, Closing closing, RandomGenerator random) {
    this.author = author;
    this.tenant = tenant;
    this.closing = closing;
    this.random = random;
  }

  /** Who makes the change by the Admin API. */
  Actor by() {
    return switch (author) {
      case Actor actor -> actor;
      case Registrant _ -> throw new IllegalStateException("no caller of the Admin API");
    };
  }

  /** The tenant within the transaction. */
  TenantWriter tenant() {
    return tenant;
  }

  /** What the change closes. */
  Closing closing() {
    return closing;
  }

  /** The number of the change: the version of all that it puts, and a new epoch. */
  long number() {
    return tenant.number();
  }

  /** When. */
  Instant now() {
    return tenant.now();
  }

  /** An id for something new. */
  String id(String prefix) {
    return Ids.next(prefix, now(), random);
  }

  /** What the audit log is to say of something new. */
  void made(String action, String target, JsonValue after) {
    log(action, target, JsonNull.NULL, after);
  }

  /** What the audit log is to say of something that is gone. */
  void gone(String action, String target, JsonValue before) {
    log(action, target, before, JsonNull.NULL);
  }

  /** What the audit log is to say. */
  void log(String action, String target, JsonValue before, JsonValue after) {
    line = author.line(tenant.tenant().name(), action, target, before, after);
  }

  /** Records what was closed, if anything was; the name of that act. */
  String recordClosed() {
    @Nullable String recorded = act;
    if (recorded == null) {
      recorded = closing.record(random);
      act = recorded;
    }
    return recorded;
  }

  /** Records what was closed, and the audit line, which must come last. */
  void finish() {
    recordClosed();
    tenant.audit(Objects.requireNonNull(line, "a change says what it did"));
  }
}
