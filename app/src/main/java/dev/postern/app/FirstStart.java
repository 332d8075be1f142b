package dev.postern.app;

import dev.postern.protocol.json.JsonNull;
import dev.postern.server.admin.Founder;
import dev.postern.server.clientauth.Pepper;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.signing.KeyForge;
import dev.postern.server.signing.MasterKey;
import dev.postern.store.AuditLine;
import dev.postern.store.Ids;
import dev.postern.store.Installation;
import dev.postern.store.Store;
import dev.postern.store.TenantName;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;

/**
 * Founds the installation. The operator's credential is written before the one transaction that
 * makes it count, so a kill at any moment leaves nothing, or everything.
 */
final class FirstStart {

  private FirstStart() {}

  static void found(
      Path data,
      Store store,
      MasterKey master,
      Pepper pepper,
      PublicAddress address,
      Clock clock,
      SecureRandom random)
      throws StartFailure {
    Founder founder = new Founder(new KeyForge(master, random), pepper, random);
    Instant now = clock.instant();
    Founder.Operator operator = founder.operator(now);
    Path file = data.resolve("operator.json");
    try {
      OwnerFile.write(file, operator.json(address.issuer(TenantName.DEFAULT)).text() + "\n");
    } catch (IOException e) {
      throw new StartFailure(StartFailure.CONFIGURATION, file + " cannot be written");
    }
    store.found(
        new Installation(Ids.next("gen", now, random), master.name(), pepper.name(), now),
        founder.found(
            TenantName.DEFAULT,
            operator,
            AuditLine.byServer("tenant.found", "tenant/default", JsonNull.NULL),
            now));
  }
}
