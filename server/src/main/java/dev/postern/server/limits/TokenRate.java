package dev.postern.server.limits;

import dev.postern.server.clientauth.AuthenticatedClient;
import dev.postern.server.policy.Permit;
import dev.postern.server.refusal.Refusal;
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
    OptionalInt limit = limit(client);
    if (limit.isPresent()) {
      buckets.take(client, limit.getAsInt());
    }
  }

  /** Refuses a client that may have no token now, whatever it asks for; takes nothing. */
  public void look(AuthenticatedClient client) throws Refusal {
    OptionalInt limit = limit(client);
    if (limit.isPresent()) {
      buckets.look(client, limit.getAsInt());
    }
  }

  private OptionalInt limit(AuthenticatedClient client) {
    OptionalInt own = client.entry().app().limits().tokensPerMinute();
    return own.isPresent() ? own : usual;
  }
}
