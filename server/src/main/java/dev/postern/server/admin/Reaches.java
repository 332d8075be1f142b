package dev.postern.server.admin;

import dev.postern.protocol.ClientId;
import dev.postern.store.BuiltInApi;
import dev.postern.store.Registry;
import dev.postern.store.TenantName;

/** Looks up how far the callers of the Admin API reach, in the memory of the node. */
public final class Reaches {

  private final Registry registry;

  Reaches(Registry registry) {
    this.registry = registry;
  }

  /** What {@code caller} may administer by the grant that he has now. */
  public Reach of(TenantName tenant, ClientId caller) {
    return Reach.of(
        registry
            .tenant(tenant)
            .flatMap(state ->
                state
                    .api(BuiltInApi.ADMIN)
                    .flatMap(admin -> state.app(caller).flatMap(app -> app.grant(admin.id())))));
  }
}
