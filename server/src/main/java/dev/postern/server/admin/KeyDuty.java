package dev.postern.server.admin;

import dev.postern.protocol.json.JsonArray;
import dev.postern.server.refusal.AdminReason;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.signing.KeyForge;
import dev.postern.server.signing.KeyLife;
import dev.postern.server.signing.KeyLife.Step;
import dev.postern.store.AuditLine;
import dev.postern.store.Registry;
import dev.postern.store.SealedKey;
import dev.postern.store.Store;
import dev.postern.store.TenantName;
import dev.postern.store.TenantRegistry;
import dev.postern.store.TenantWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the keys of all tenants on in their lives when it is time. Whether anything is due is read
 * from memory; what is due is decided again within the change, so several nodes may do this at
 * once.
 */
public final class KeyDuty {

  private static final Logger LOG = LoggerFactory.getLogger(KeyDuty.class);

  private final Registry registry;
  private final Store store;
  private final KeyLife life;
  private final KeySteps steps;
  private final InstantSource clock;

  /** The duty for the tenants of {@code registry}, whose keys are changed in {@code store}. */
  public KeyDuty(
      Registry registry, Store store, KeyLife life, KeyForge forge, InstantSource clock) {
    this.registry = registry;
    this.store = store;
    this.life = life;
    this.steps = new KeySteps(forge);
    this.clock = clock;
  }

  /** Does what is due now. */
  public void run() {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    for (TenantRegistry tenant : registry.tenants()) {
      if (!life.due(tenant.keys(), tenant.apis(), now).isEmpty()) {
        advance(tenant.tenant().name(), now);
      }
    }
  }

  private void advance(TenantName name, Instant now) {
    try {
      List<SealedKey> moved = store.change(name, now, this::move);
      LOG.info("tenant {}: keys moved on: {}", name, KeySteps.logged(moved).text());
    } catch (Refusal nothingDue) {
      LOG.debug("tenant {}: another node was quicker with its keys", name);
    } catch (RuntimeException e) {
      // One tenant's trouble keeps no other's keys from moving on; it is tried again.
      LOG.warn("tenant {}: keys could not be moved on: {}", name, e.toString());
    }
  }

  private List<SealedKey> move(TenantWriter tenant) throws Refusal {
    List<SealedKey> before = tenant.keys();
    List<Step> due = life.due(before, tenant.everyApi(), tenant.now());
    if (due.isEmpty()) {
      // A change that changes nothing is none.
      throw new Refusal(new AdminReason.Stale());
    }
    List<SealedKey> after = steps.take(due, tenant);
    tenant.audit(
        new AuditLine(
            AuditLine.SERVER, "key.advance", "keys", logged(due), KeySteps.logged(after), ""));
    return after;
  }

  private static JsonArray logged(List<Step> due) {
    return KeySteps.logged(
        due.stream()
            .flatMap(step ->
                switch (step) {
                  case Step.Publish _ -> Stream.<SealedKey>empty();
                  case Step.Move(SealedKey key, var _) -> Stream.of(key);
                })
            .toList());
  }
}
