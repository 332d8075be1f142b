package dev.postern.server.revocation;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.AccessToken;
import dev.postern.protocol.token.TokenFault;
import dev.postern.server.access.Standing;
import dev.postern.server.clientauth.AuthenticatedClient;
import dev.postern.server.clientauth.ClientAuthentication;
import dev.postern.server.clientauth.ClientProof;
import dev.postern.server.clientauth.Recognized;
import dev.postern.server.limits.RevocationRate;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.AuditLine;
import dev.postern.store.Registry;
import dev.postern.store.Store;
import dev.postern.store.TenantName;
import dev.postern.store.TenantRegistry;
import dev.postern.store.TenantWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/**
 * Takes back a token for the client that it was issued to (RFC 7009). The token goes into the feed
 * like one that an administrator revokes, so APIs that check it offline refuse it, too.
 *
 * <p>What is no token of this client's changes nothing, and the client does not learn which of the
 * reasons it was. A token of another client does leave a line in the audit log, the first in a
 * minute: it is in hands that it was not issued to.
 */
public final class TokenRevocation {

  /** What the audit log calls an act of revocation. */
  public static final String ACTION = "revocation.create";

  /** What it calls the attempt to revoke another client's token. */
  static final String REFUSED = "revocation.refuse";

  private final Steps steps;
  private final Store store;
  private final Closings closings;
  private final InstantSource clock;
  private final RandomGenerator random;

  /**
   * Revocation by clients.
   *
   * @param steps who asks, for what, and how often
   * @param store where it is recorded, and what brings this node level with it at once
   */
  public TokenRevocation(
      Steps steps, Store store, Closings closings, InstantSource clock, RandomGenerator random) {
    this.steps = steps;
    this.store = store;
    this.closings = closings;
    this.clock = clock;
    this.random = random;
  }

  /**
   * What is looked at before anything is recorded.
   *
   * @param used hears who proved himself, and when
   */
  public record Steps(
      Registry registry,
      ClientAuthentication authentication,
      BiConsumer<AuthenticatedClient, Instant> used,
      Standing standing,
      RevocationRate rate) {}

  /**
   * Revokes {@code token}, if it is one of the client's that is still of use; committed when this
   * returns.
   *
   * @throws dev.postern.store.StoreException where it cannot be recorded: the token still stands
   */
  public void revoke(TenantName tenant, ClientProof proof, Optional<String> token) throws Refusal {
    // As it is kept: in whole milliseconds.
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    TenantRegistry here =
        steps.registry().tenant(tenant).orElseThrow(() -> new Refusal(TokenReason.CLIENT_UNKNOWN));
    // RFC 7009 2.1: first the client, then whether the token was issued to it.
    Recognized recognized = steps.authentication().recognize(here, proof, now);
    AuthenticatedClient client = recognized.client();
    String compact = token.orElseThrow(() -> new Refusal(TokenReason.NO_TOKEN));
    Optional<AccessToken> alive =
        issued(tenant, compact)
            // An entry about it would be over already, for no verifier takes it any more.
            .filter(each -> now.isBefore(each.expiresAt().plus(Closing.SKEW)))
            .filter(each -> !here.revoked().refuses(each));
    if (alive.isPresent()) {
      steps.rate().admit(client);
    }
    recognized.useUp(now);
    steps.used().accept(client, now);
    if (alive.isPresent() && (own(client, alive.get()) || steps.rate().tells(client))) {
      record(client, alive.get(), proof.from().getHostAddress(), now);
    }
  }

  private static boolean own(AuthenticatedClient client, AccessToken token) {
    return token.clientId().equals(client.entry().app().clientId());
  }

  private void record(AuthenticatedClient client, AccessToken token, String from, Instant now) {
    store.<Long, RuntimeException>change(
        client.tenant().tenant().name(),
        now,
        writer -> {
          writer.audit(act(client, token, from, writer));
          return writer.number();
        });
  }

  /** RFC 7009 2.2: what is no token of ours is as good as revoked. */
  private Optional<AccessToken> issued(TenantName tenant, String compact) {
    try {
      return Optional.of(steps.standing().issued(tenant, anyApi -> true, compact));
    } catch (TokenFault fault) {
      return Optional.empty();
    }
  }

  /** Closes the token, or leaves it alone; what the audit log is to say of it. */
  private AuditLine act(
      AuthenticatedClient client, AccessToken token, String from, TenantWriter writer) {
    ClientId by = client.entry().app().clientId();
    String target = "token/" + token.id();
    if (!own(client, token)) {
      JsonObject whose = JsonObject.builder().put("client_id", token.clientId().text()).build();
      return new AuditLine(by.text(), REFUSED, target, JsonNull.NULL, whose, from);
    }
    Closing closing =
        closings.in(writer.tenant().name(), writer).token(token.id(), token.expiresAt());
    JsonObject told = closing.told(closing.record(random));
    return new AuditLine(by.text(), ACTION, target, JsonNull.NULL, told, from);
  }
}
