package dev.postern.app;

import dev.postern.app.settings.Chosen;
import dev.postern.app.settings.OperatorChoice;
import dev.postern.protocol.Issuer;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.admin.Founder;
import dev.postern.server.clientauth.Pepper;
import dev.postern.server.signing.KeyForge;
import dev.postern.server.signing.MasterKey;
import dev.postern.store.AuditLine;
import dev.postern.store.Founding;
import dev.postern.store.Ids;
import dev.postern.store.Installation;
import dev.postern.store.Store;
import dev.postern.store.TenantName;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;

/**
 * Founds the installation. The operator's credential is written before the one transaction that
 * makes it count, and put in its place after it, so a kill at any moment leaves nothing, or
 * everything that the next start needs.
 */
final class FirstStart {

  private final Chosen chosen;
  private final MasterKey master;
  private final Pepper pepper;
  private final SecureRandom random;

  FirstStart(Chosen chosen, MasterKey master, Pepper pepper, SecureRandom random) {
    this.chosen = chosen;
    this.master = master;
    this.pepper = pepper;
    this.random = random;
  }

  /**
   * Founds it.
   *
   * @return the first person, who is invited; nobody where somebody else has chosen the operator,
   *     or there is no console to come in by
   */
  Optional<Founder.Owner> found(Store store, Issuer issuer, Instant now) throws Failure {
    Founder founder = new Founder(new KeyForge(master, random), pepper, random);
    Optional<OperatorChoice> given = chosen.operator();
    if (given.isPresent()) {
      Founder.Operator chosenOne =
          new Founder.Operator(given.get().clientId(), given.get().secret());
      store.found(
          installation(now),
          founding(founder, chosenOne, Founder.first(TenantName.DEFAULT, chosenOne), now));
      return Optional.empty();
    }
    Founder.Operator operator = founder.operator(now);
    OperatorFile file = new OperatorFile(chosen.data());
    file.prepare(operator, Founder.Operator.addresses(issuer));
    if (!chosen.server().console().enabled()) {
      JsonObject first = Founder.first(TenantName.DEFAULT, operator);
      store.found(installation(now), founding(founder, operator, first, now));
      file.accept();
      return Optional.empty();
    }
    Founder.Owner owner = founder.owner(now);
    JsonObject first = Founder.first(TenantName.DEFAULT, operator, owner);
    store.found(installation(now), founder.owned(founding(founder, operator, first, now), owner));
    file.accept();
    return Optional.of(owner);
  }

  private Installation installation(Instant now) {
    return new Installation(Ids.next("gen", now, random), master.name(), pepper.name(), now);
  }

  private static Founding founding(
      Founder founder, Founder.Operator operator, JsonObject first, Instant now) {
    return founder.found(
        TenantName.DEFAULT,
        operator,
        AuditLine.byServer("tenant.create", "tenant/default", first),
        now);
  }
}
