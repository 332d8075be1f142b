package dev.postern.server.possession;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.dpop.BoundToken;
import dev.postern.protocol.dpop.DpopCheck;
import dev.postern.protocol.dpop.DpopFault;
import dev.postern.protocol.dpop.Nonces;
import dev.postern.protocol.dpop.ProvenKey;
import dev.postern.protocol.token.Binding;
import dev.postern.protocol.token.Replays;
import dev.postern.server.config.DpopConfig;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.refusal.ProofReason;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.session.SessionKey;
import dev.postern.store.Profile;
import dev.postern.store.Registry;
import dev.postern.store.TenantName;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Checks proofs of possession, at the token endpoint and at the built-in APIs, which have nonces of
 * their own (RFC 9449 section 9). In memory, and never waits.
 */
public final class Possession {

  /** 38 MB when they are all there; each is kept for a minute at most. */
  private static final int MOST_PROOFS = 250_000;

  /** One client does not take the room of all, nor do all clients of one tenant. */
  private static final int MOST_OF_ONE_CLIENT = 50_000;

  private static final Confirmation NOTHING =
      new Confirmed(Binding.none(), Optional.empty(), Optional.empty());

  private final Registry registry;
  private final PublicAddress address;
  private final Function<TenantName, SessionKey> sessions;
  private final DpopCheck tokens;
  private final DpopCheck apis;
  private final Map<Place, Nonces> nonces = new ConcurrentHashMap<>();

  private enum Use {
    TOKENS,
    APIS
  }

  private record Place(TenantName tenant, Use use) {}

  /**
   * A check.
   *
   * @param registry whose proofs they are: what they may be signed with depends on it
   * @param address where requests are sent to, as configured
   * @param sessions the session keys of the tenants, from which their nonces are derived: every
   *     node has them, so one takes what another supplied
   */
  public Possession(
      Registry registry,
      PublicAddress address,
      Function<TenantName, SessionKey> sessions,
      DpopConfig config) {
    this(registry, address, sessions, config, () -> new Replays(MOST_PROOFS, MOST_OF_ONE_CLIENT));
  }

  /** The same, where used proofs are remembered in what {@code memories} makes. */
  Possession(
      Registry registry,
      PublicAddress address,
      Function<TenantName, SessionKey> sessions,
      DpopConfig config,
      Supplier<Replays> memories) {
    boolean nonceDemanded = config.nonce() == DpopConfig.Nonce.REQUIRED;
    this.registry = registry;
    this.address = address;
    this.sessions = sessions;
    this.tokens = new DpopCheck(memories.get(), nonceDemanded);
    // A flood of token requests leaves room for whoever wants to end it.
    this.apis = new DpopCheck(memories.get(), nonceDemanded);
  }

  /**
   * What {@code client} proves to the token endpoint of {@code tenant}; nothing where nothing is
   * shown.
   */
  public Confirmation prove(TenantName tenant, ClientId client, Shown shown, Instant now)
      throws Refusal {
    if (shown.proofs().isEmpty()) {
      return shown.certificate().isEmpty()
          ? NOTHING
          : new Confirmed(Binding.none(), Optional.empty(), shown.certificate());
    }
    Nonces here = nonces(tenant, Use.TOKENS);
    ProvenKey key = proven(tokens, shown, target(tenant, client, shown), here, now);
    return new Confirmed(
        new Binding.ToKey(key.thumbprint()), Optional.of(here.supply(now)), shown.certificate());
  }

  /**
   * Refuses unless a call of a built-in API of {@code tenant} proves the key of its token, which is
   * {@code client}'s.
   */
  public void prove(TenantName tenant, ClientId client, Shown shown, BoundToken token, Instant now)
      throws Refusal {
    DpopCheck.Target target = target(tenant, client, shown).with(token);
    ProvenKey _ = proven(apis, shown, target, nonces(tenant, Use.APIS), now);
  }

  private static ProvenKey proven(
      DpopCheck check, Shown shown, DpopCheck.Target target, Nonces here, Instant now)
      throws Refusal {
    try {
      return check.check(shown.proofs(), target, Optional.of(here), now);
    } catch (DpopFault fault) {
      throw new Refusal(new ProofReason(fault.kind(), here.supply(now)));
    }
  }

  /** RFC 9449 4.3 #9: as the world sees it. No header says where that is. */
  private DpopCheck.Target target(TenantName tenant, ClientId client, Shown shown) {
    return DpopCheck.Target.of(
            new Replays.Owner(tenant.text(), client.text()),
            shown.method(),
            address.urls(tenant, shown.path()))
        .signedBy(profile(tenant, client).algorithms());
  }

  private Profile profile(TenantName tenant, ClientId client) {
    return registry
        .tenant(tenant)
        .flatMap(here -> here.app(client).map(app -> Profile.of(here.tenant(), app.app())))
        .orElse(Profile.STANDARD);
  }

  private Nonces nonces(TenantName tenant, Use use) {
    return nonces.computeIfAbsent(
        new Place(tenant, use),
        place -> new Nonces(sessions.apply(tenant).derived("dpop-nonce-" + place.use())));
  }
}
