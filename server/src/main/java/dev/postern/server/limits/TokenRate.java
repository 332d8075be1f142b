package dev.postern.server.limits;

import dev.postern.server.clientauth.AuthenticatedClient;
import dev.postern.server.policy.Permit;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.App;
import java.util.OptionalInt;

/** How many tokens an app may have in a minute. Only apps under a limit have a bucket. */
public final class TokenRate {

  private final OptionalInt usual;
  private final Buckets buckets = new Buckets();

  /**
   * Rates of apps.
   *
   * @param usual tokens a minute for apps that have no limit of their own; empty: as many as asked
   */
  public TokenRate(OptionalInt usual) {
    this.usual = usual;
  }

  /** Takes one token's place, or refuses with the time until there is one. */
  public void admit(Permit permit) throws Refusal {
    admit(permit.client());
  }

  /** The same before anything is decided, where that is work: then a refusal counts, too. */
  public void admit(AuthenticatedClient client) throws Refusal {
    App app = client.entry().app();
    OptionalInt own = app.limits().tokensPerMinute();
    OptionalInt limit = own.isPresent() ? own : usual;
    if (limit.isPresent()) {
      buckets.take(client, limit.getAsInt());
    }
  }
}
