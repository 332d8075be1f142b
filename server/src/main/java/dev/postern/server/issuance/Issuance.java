package dev.postern.server.issuance;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.TokenId;
import dev.postern.server.clientauth.AllegedClient;
import dev.postern.server.clientauth.AuthenticatedClient;
import dev.postern.server.clientauth.ClientAuthentication;
import dev.postern.server.clientauth.Recognized;
import dev.postern.server.grant.Authorization;
import dev.postern.server.grant.GrantRequest;
import dev.postern.server.grant.Grants;
import dev.postern.server.limits.ProofRate;
import dev.postern.server.limits.TokenRate;
import dev.postern.server.mint.Mint;
import dev.postern.server.policy.Permit;
import dev.postern.server.policy.Policy;
import dev.postern.server.possession.Confirmation;
import dev.postern.server.possession.Possession;
import dev.postern.server.refusal.Reason;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.server.signing.KeyRing;
import dev.postern.server.signing.SignedToken;
import dev.postern.store.ApiId;
import dev.postern.store.AppEntry;
import dev.postern.store.Registry;
import dev.postern.store.TenantName;
import dev.postern.store.TenantRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The route of a token request, whole: the one place that knows the order. Everything on it is in
 * memory; each step hands on a type that only that step can make.
 */
public final class Issuance {

  private static final int TOKEN_ID_BYTES = 16;
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final Registry registry;
  private final ClientAuthentication authentication;
  private final Grants grants;
  private final Possession possession;
  private final TokenRate rate;
  private final ProofRate proofs;
  private final Mint mint;
  private final KeyRing keys;
  private final Journal journal;
  private final InstantSource clock;
  private final SecureRandom random;
  private final BooleanSupplier cutOff;

  /**
   * The steps in their order.
   *
   * @param registry whom the requests come from
   * @param steps what is done
   * @param clock what time it is
   * @param random a strong source for token ids
   * @param cutOff whether this node has been without the database for too long to go on issuing
   */
  public Issuance(
      Registry registry,
      Steps steps,
      InstantSource clock,
      SecureRandom random,
      BooleanSupplier cutOff) {
    this.registry = registry;
    this.authentication = steps.authentication();
    this.grants = steps.grants();
    this.possession = steps.possession();
    this.rate = steps.rate();
    this.proofs = steps.proofs();
    this.mint = steps.mint();
    this.keys = steps.keys();
    this.journal = steps.journal();
    this.clock = clock;
    this.random = random;
    this.cutOff = cutOff;
  }

  /** What is done on the route. */
  public record Steps(
      ClientAuthentication authentication,
      Grants grants,
      Possession possession,
      TokenRate rate,
      ProofRate proofs,
      Mint mint,
      KeyRing keys,
      Journal journal) {}

  /** The token that {@code request} asks for, or the reason why not. Never waits. */
  public IssuedToken issue(TokenRequest request) throws Refusal {
    Instant now = clock.instant();
    if (cutOff.getAsBoolean()) {
      throw new Refusal(TokenReason.CUT_OFF);
    }
    TenantRegistry tenant =
        registry
            .tenant(request.tenant())
            .orElseThrow(() -> new Refusal(TokenReason.CLIENT_UNKNOWN));
    Recognized recognized = authentication.recognize(tenant, request.proof(), now);
    AuthenticatedClient client = recognized.client();
    // What is shown takes the check of a signature, on the event loop, whatever comes of it.
    boolean early = !(request.grant() instanceof GrantRequest.ClientCredentials);
    boolean proving = !early && !request.shown().proofs().isEmpty();
    if (early) {
      rate.admit(client);
    } else if (proving) {
      rate.look(client);
    }
    Authorization asked = grants.authorize(client, request.grant(), now);
    Confirmation confirmation = confirmed(request, client, now);
    if (proving) {
      // What stood; what did not was counted apart.
      rate.admit(client);
    }
    Permit permit = Policy.decide(asked, confirmation, now);
    if (!early && !proving) {
      rate.admit(permit);
    }
    recognized.useUp(now);
    SignedToken token = keys.sign(mint.mint(permit, tokenId(), now));
    journal.issued(permit, now);
    long seconds = permit.expiresAt().getEpochSecond() - now.getEpochSecond();
    return new IssuedToken(
        token,
        Duration.ofSeconds(seconds),
        permit.scopes(),
        permit.binding().scheme(),
        confirmation.nonce(),
        permit.behalf().isPresent());
  }

  /**
   * Counts a request that was refused, under the app that it says it is of and the API that it is
   * for, where there are such. Nothing of that is proved, and no row is made for what is not there.
   */
  public void refused(TokenRequest request, Reason reason) {
    Optional<TenantRegistry> tenant = registry.tenant(request.tenant());
    Optional<AppEntry> app = tenant.flatMap(state -> AllegedClient.of(state, request.proof()));
    Optional<ApiId> api = tenant.flatMap(state -> grants.wanted(state, app, request.grant()));
    count(request.tenant(), app, api, reason);
  }

  /** Counts a request that was refused before it could be read, and the client id that it names. */
  public void refused(TenantName tenant, Optional<String> named, Reason reason) {
    Optional<ClientId> id = named.flatMap(ClientId::parse);
    Optional<AppEntry> app = registry.tenant(tenant).flatMap(state -> id.flatMap(state::app));
    count(tenant, app, Optional.empty(), reason);
  }

  private void count(
      TenantName tenant, Optional<AppEntry> app, Optional<ApiId> api, Reason reason) {
    journal.refused(
        tenant,
        app.map(entry -> entry.app().clientId()).orElse(null),
        api.orElse(null),
        reason,
        clock.instant());
  }

  /** What the client proves to hold; not of one whose proofs do not stand again and again. */
  private Confirmation confirmed(TokenRequest request, AuthenticatedClient client, Instant now)
      throws Refusal {
    if (!request.shown().proofs().isEmpty()) {
      proofs.look(client);
    }
    try {
      ClientId app = client.entry().app().clientId();
      return possession.prove(request.tenant(), app, request.shown(), now);
    } catch (Refusal refusal) {
      proofs.failed(client);
      throw refusal;
    }
  }

  /** RFC 6749 10.10: nobody guesses 128 random bits. */
  private TokenId tokenId() {
    byte[] bytes = new byte[TOKEN_ID_BYTES];
    random.nextBytes(bytes);
    return new TokenId(BASE64URL.encodeToString(bytes));
  }
}
