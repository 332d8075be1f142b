package dev.postern.server.admin;

import dev.postern.protocol.json.JsonObject;
import dev.postern.server.clientauth.OpenIdFlow;
import dev.postern.server.clientauth.OpenIdProof;
import dev.postern.server.clientauth.Pepper;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.limits.Places;
import dev.postern.server.limits.RegistrationRate;
import dev.postern.server.openid.OpenIdProvider;
import dev.postern.server.openid.Said;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.RegistrationReason;
import dev.postern.store.OpenIdCredential;
import dev.postern.store.Profile;
import dev.postern.store.Registry;
import dev.postern.store.Tenant;
import dev.postern.store.TenantName;
import java.net.InetAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * People who sign in by the company's OpenID provider (decision 0035): where a browser is sent to,
 * and what whom the provider vouches for proves himself by at the token endpoint.
 */
public final class OpenIdSignIns {

  /** Below the issuer. */
  public static final String PATH = "service/openid";

  /** Below the console: where the provider sends browsers back to. */
  private static final String BACK = "/openid";

  private static final Logger LOG = LoggerFactory.getLogger(OpenIdSignIns.class);

  private static final int LONGEST_CODE = 4096;

  /** So many may wait at once for what the provider says; whoever is one more is to try again. */
  private static final int AT_ONCE = 32;

  /** So many of these may come from one address. */
  private static final int OF_ONE_ADDRESS = 8;

  private final Optional<OpenIdProvider> provider;
  private final OpenIdPeople people;
  private final Registry registry;
  private final PublicAddress address;
  private final Pepper pepper;
  private final SecureRandom random;
  private final RegistrationRate rate = new RegistrationRate();
  private final Places places = new Places(AT_ONCE, OF_ONE_ADDRESS);

  OpenIdSignIns(Administration.Tools tools, Changes changes) {
    this.provider = tools.openId();
    this.people = new OpenIdPeople(changes);
    this.registry = tools.registry();
    this.address = tools.address();
    this.pepper = tools.pepper();
    this.random = tools.random();
  }

  /**
   * Somebody who wants to sign in, of whom nothing is known yet.
   *
   * @param tenant where
   * @param from from which network address
   * @param at when
   */
  public record Stranger(TenantName tenant, InetAddress from, Instant at) {}

  /** By whom people sign in at that tenant, and where he sends them back to. */
  public JsonObject provider(TenantName tenant) throws Refusal {
    return JsonObject.builder()
        .put("issuer", required(tenant).config().issuer().toString())
        .put("name", required(tenant).config().shown())
        .put("redirect_uri", redirect(tenant).toString())
        .build();
  }

  /**
   * Says in the log whether people can sign in, and where the provider has to send them back to,
   * before anybody wants to; may wait for the provider.
   */
  public void announce() {
    provider.ifPresent(there -> {
      boolean reached = there.reached();
      there.config().tenants().stream()
          .sorted(Comparator.comparing(TenantName::text))
          .forEach(tenant -> announce(tenant, there, reached));
    });
  }

  private void announce(TenantName tenant, OpenIdProvider there, boolean reached) {
    if (registry.tenant(tenant).isEmpty()) {
      LOG.warn("console.openid.tenants names {}, and there is no such tenant now", tenant);
      return;
    }
    Optional<String> console = address.console(tenant);
    if (console.isEmpty() || of(tenant).isEmpty()) {
      LOG.warn(
          "console.openid.tenants names {}, where nobody can sign in by a provider: it is blocked,"
              + " keeps to FAPI 2.0, or has no console",
          tenant);
    } else if (reached) {
      LOG.info(
          "people of the tenant {} can sign in by the OpenID provider {}; register there {} for"
              + " redirection",
          tenant,
          there.config().issuer(),
          console.get() + BACK);
    }
  }

  private Optional<OpenIdProvider> of(TenantName tenant) {
    return provider
        .filter(it -> it.config().tenants().contains(tenant))
        .filter(_ -> address.console(tenant).isPresent())
        .filter(it ->
            registry
                .tenant(tenant)
                .map(state -> state.tenant())
                .filter(state -> state.status() == Tenant.Status.ACTIVE)
                .filter(state -> state.profile() == Profile.STANDARD)
                .isPresent());
  }

  private OpenIdProvider required(TenantName tenant) throws Refusal {
    return of(tenant).orElseThrow(() -> new Refusal(RegistrationReason.NO_PROVIDER));
  }

  private URI redirect(TenantName tenant) throws Refusal {
    return URI.create(People.console(address, tenant) + BACK);
  }

  /** Where a browser is to go, and what it has to come back with; may wait for the provider. */
  public JsonObject begin(Stranger by, JsonObject body) throws Refusal {
    OpenIdProvider there = required(by.tenant());
    Fields fields = new Fields(body);
    boolean anew = fields.flag("anew");
    fields.finish();
    OpenIdFlow flow = OpenIdFlow.make(pepper, by.tenant(), anew, by.at(), random);
    return JsonObject.builder()
        .put("authorization_url", there.authorization(way(by, flow)).toString())
        .put("flow", flow.stamp().text())
        .put("state", flow.state())
        .build();
  }

  /** What the provider sent back with somebody, as {@link OpenIdProvider#redeem} takes it. */
  private record Brought(String code, Optional<String> issuer) {

    /** Nothing of what it hides. */
    @Override
    public String toString() {
      return "Brought[" + issuer + "]";
    }
  }

  private Said redeemed(OpenIdProvider there, Stranger by, OpenIdFlow flow, Brought brought)
      throws Refusal {
    if (!places.take(by.from())) {
      rate.right(by.from());
      throw new Refusal(RegistrationReason.PROVIDER_AWAY);
    }
    try {
      return there.redeem(way(by, flow), brought.code(), brought.issuer());
    } catch (Refusal refusal) {
      if (refusal.reason() == RegistrationReason.PROVIDER_AWAY
          || refusal.reason() == RegistrationReason.PROVIDER_REFUSES) {
        // Nobody has guessed anything: whatever he brings, it is the provider's to set right.
        rate.right(by.from());
      }
      throw refusal;
    } finally {
      places.giveBack(by.from());
    }
  }

  private OpenIdProvider.Way way(Stranger by, OpenIdFlow flow) throws Refusal {
    return new OpenIdProvider.Way(
        redirect(by.tenant()),
        flow.state(),
        flow.nonce(),
        flow.verifier(),
        flow.stamp().madeAt(),
        flow.anew());
  }

  /**
   * What somebody proves himself by whom the provider sent back with a code; may wait for it. He is
   * made, or what he may do is changed, by what it says of him.
   */
  public JsonObject finish(Stranger by, JsonObject body) throws Refusal {
    OpenIdProvider there = required(by.tenant());
    Fields fields = new Fields(body);
    String text = fields.requiredText("flow", LONGEST_CODE);
    String state = fields.requiredText("state", LONGEST_CODE);
    String code = fields.requiredText("code", LONGEST_CODE);
    Optional<String> issuer = fields.text("iss", 1, LONGEST_CODE);
    fields.finish();
    rate.tried(by.from());
    OpenIdFlow flow =
        OpenIdFlow.read(pepper, by.tenant(), text, by.at())
            .filter(it -> Pepper.same(it.state(), state))
            .orElseThrow(() -> new Refusal(RegistrationReason.NOT_VOUCHED));
    Said said = redeemed(there, by, flow, new Brought(code, issuer));
    OpenIdCredential credential =
        people.known(
            new OpenIdPeople.Visitor(by.tenant(), by.from().getHostAddress(), by.at(), said),
            there.config());
    rate.right(by.from());
    return JsonObject.builder()
        .put("client_id", credential.clientId().text())
        .put("client_assertion_type", OpenIdProof.TYPE)
        .put(
            "client_assertion",
            OpenIdProof.ticket(pepper, by.tenant(), credential, by.at(), random))
        // Whether he showed the provider just now who he is: what hurts asks for that.
        .put("anew", flow.anew())
        .build();
  }
}
