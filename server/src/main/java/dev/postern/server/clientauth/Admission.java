package dev.postern.server.clientauth;

import static java.util.Objects.requireNonNull;

import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.App;
import dev.postern.store.AppEntry;
import dev.postern.store.Credential;
import dev.postern.store.Profile;
import dev.postern.store.Tenant;
import dev.postern.store.TenantRegistry;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of whoever has proved himself, by whatever method. The rules can be asked one by
 * one, too, to explain what would be refused; to keep them all proves nobody.
 */
public final class Admission {

  private static final Rule[] RULES = Rule.values();

  private Admission() {}

  /** The rules, in the order in which they are asked. */
  public enum Rule {
    /** The tenant is served. */
    TENANT_ACTIVE(TokenReason.CLIENT_BLOCKED),
    /** The app is not blocked. */
    APP_ACTIVE(TokenReason.CLIENT_BLOCKED),
    /** The credential has not ended. */
    CREDENTIAL_LIVE(TokenReason.CREDENTIAL_EXPIRED),
    /** The profile takes credentials of this kind. */
    CREDENTIAL_TAKEN(TokenReason.CREDENTIAL_NOT_TAKEN),
    /** The app may ask from this network address. */
    ADDRESS_ALLOWED(TokenReason.ADDRESS_NOT_ALLOWED),
    /** It asks as its profile has it: by a form, where that takes no JSON. */
    BODY_TAKEN(TokenReason.BODY_NOT_TAKEN);

    private final TokenReason reason;

    Rule(TokenReason reason) {
      this.reason = reason;
    }

    /**
     * Whether an app keeps this rule.
     *
     * @param credential what it comes with; null only where that is not known, and then this must
     *     be no rule about it
     */
    public boolean kept(
        Tenant tenant, App app, @Nullable Credential credential, Manner manner, Instant now) {
      return switch (this) {
        case TENANT_ACTIVE -> tenant.status() == Tenant.Status.ACTIVE;
        case APP_ACTIVE -> app.status() == App.Status.ACTIVE;
        case CREDENTIAL_LIVE -> requireNonNull(credential).live(now);
        case CREDENTIAL_TAKEN -> Profile.of(tenant, app).takes(requireNonNull(credential));
        case ADDRESS_ALLOWED -> AllowedAddresses.allow(app.allowedIps(), manner.from());
        case BODY_TAKEN -> manner.form() || Profile.of(tenant, app).json();
      };
    }
  }

  /** In which manner somebody comes, whatever he proves himself with. */
  public interface Manner {

    /** The network address that he comes from. */
    InetAddress from();

    /**
     * Whether he sends a form, as the standards have it, and not JSON, which is our addition to
     * them.
     */
    boolean form();
  }

  /**
   * The client, unless it is blocked, its credential has ended or is none that its profile takes,
   * or it asks from elsewhere, or in another way than its profile has it.
   */
  static AuthenticatedClient admitted(Proven client, ClientProof proof, Instant now)
      throws Refusal {
    Optional<TokenReason> obstacle =
        obstacle(client.tenant(), client.entry(), client.credential(), proof, now);
    if (obstacle.isPresent()) {
      throw new Refusal(obstacle.get());
    }
    return client;
  }

  /** Why nobody is admitted by this credential with such a proof, if he is not. */
  static Optional<TokenReason> obstacle(
      TenantRegistry tenant,
      AppEntry entry,
      Credential credential,
      ClientProof proof,
      Instant now) {
    Tenant served = tenant.tenant();
    for (Rule rule : RULES) {
      if (!rule.kept(served, entry.app(), credential, proof, now)) {
        return Optional.of(rule.reason);
      }
    }
    return Optional.empty();
  }
}
