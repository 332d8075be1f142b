package dev.postern.server.admin;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import dev.postern.server.admin.RegistrationView.Shown;
import dev.postern.server.clientauth.AllowedAddresses;
import dev.postern.server.clientauth.Pepper;
import dev.postern.server.clientauth.RegistrationToken;
import dev.postern.server.keysets.Destinations;
import dev.postern.server.limits.RegistrationRate;
import dev.postern.server.refusal.AdminReason;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.RegistrationReason;
import dev.postern.store.App;
import dev.postern.store.AppEntry;
import dev.postern.store.Grant;
import dev.postern.store.Profile;
import dev.postern.store.Registration;
import dev.postern.store.RegistrationPolicy;
import dev.postern.store.Registry;
import dev.postern.store.Tenant;
import dev.postern.store.TenantReader;
import dev.postern.store.TenantRegistry;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Apps that register themselves (RFC 7591), and see to their registrations (RFC 7592), within what
 * a policy of the tenant's allows. What is made is an app like any other.
 *
 * <p>Whoever cannot show a token that stands is refused before anything that he sent is read, and
 * who can is counted before it means anything.
 */
public final class Registrations {

  /** Below the issuer. */
  public static final String PATH = "service/oauth/register";

  /** Where an administrator sees which policy an app registered by, also when that is gone. */
  private static final String LABEL = "registration_policy";

  private static final String CLIENT_ID = "client_id";
  private static final String CLIENT_SECRET = "client_secret";

  /** RFC 7592 2.2: what must not be sent back. */
  private static final List<String> NOT_SENT =
      List.of(
          "registration_access_token",
          "registration_client_uri",
          "client_secret_expires_at",
          "client_id_issued_at");

  private final Changes changes;
  private final RegisteredCredentials credentials;
  private final RegistrationView views;
  private final Destinations destinations;
  private final Pepper pepper;
  private final Registry registry;
  private final SecureRandom random;
  private final RegistrationRate rate = new RegistrationRate();

  /** Registrations with the same tools as the rest of the administration. */
  Registrations(Administration.Tools tools, Changes changes, Credentials credentials) {
    this.changes = changes;
    this.credentials = new RegisteredCredentials(credentials, tools.pepper());
    this.views = new RegistrationView(tools.address());
    this.destinations = tools.destinations();
    this.pepper = tools.pepper();
    this.registry = tools.registry();
    this.random = tools.random();
  }

  /** The body of a request, which is read when it is known who sends it. */
  @FunctionalInterface
  public interface Body {
    /** Reads it, or refuses it. */
    JsonObject read() throws Refusal;
  }

  /**
   * What a registration access token opens.
   *
   * @param app the app, which is active
   * @param registration its registration
   * @param policy the policy that it registered by
   */
  record Known(AppEntry app, Registration registration, RegistrationPolicy policy) {}

  /** Registers an app; the answer shows its secret and its registration access token. */
  public JsonObject register(Applicant by, Body body) throws Refusal {
    RegistrationPolicy policy = policy(by);
    JsonObject sent = body.read();
    rate.register(by.tenant(), policy.id());
    ClientMetadata metadata = ClientMetadata.read(sent, destinations);
    return changes.change(by.named(policy.id().text()), edit -> register(edit, policy, metadata));
  }

  /** The policy that the applicant has the token of: from memory, for anybody may try. */
  private RegistrationPolicy policy(Applicant by) throws Refusal {
    Optional<RegistrationToken> token =
        RegistrationToken.parse(RegistrationToken.Kind.INITIAL, by.token());
    Optional<TenantRegistry> tenant =
        registry.tenant(by.tenant()).filter(each -> each.tenant().status() == Tenant.Status.ACTIVE);
    if (token.isEmpty() || tenant.isEmpty()) {
      throw bad();
    }
    rate.tried(by.from());
    String offered = pepper.hash(token.get());
    for (RegistrationPolicy policy : tenant.get().registrationPolicies()) {
      if (Pepper.same(offered, policy.tokenHash()) && policy.live(by.at())) {
        rate.right(by.from());
        return policy;
      }
    }
    throw bad();
  }

  private JsonObject register(Edit edit, RegistrationPolicy seen, ClientMetadata metadata)
      throws Refusal {
    // As it is now: what was seen in memory may have changed, or be gone.
    RegistrationPolicy policy =
        edit.tenant()
            .registrationPolicy(seen.id())
            .filter(found -> found.live(edit.now()) && active(edit.tenant()))
            .orElseThrow(Registrations::bad);
    if (edit.tenant().registrations(policy.id()) >= policy.mostApps()) {
      throw new Refusal(RegistrationReason.POLICY_FULL);
    }
    checkAllowed(policy, metadata);
    ClientId id = new ClientId(edit.id("app"));
    List<Grant> grants = RegisteredGrants.offered(edit, id, policy, metadata.scope());
    App app =
        new AppSettings(
                name(metadata, id),
                "Registered itself by the policy " + policy.name() + ".",
                App.Status.ACTIVE,
                Map.of(LABEL, policy.id().text()),
                List.of(),
                App.Limits.NONE,
                Set.of(),
                metadata.proof(),
                Profile.STANDARD)
            .app(id, edit.number(), edit.now(), edit.number());
    RegistrationToken token = RegistrationToken.random(RegistrationToken.Kind.REGISTRATION, random);
    Registration registration =
        new Registration(id, policy.id(), pepper.hash(token), metadata.described(), edit.number());
    edit.tenant().put(app);
    RegisteredCredentials.Settled settled = credentials.first(edit, app, policy, metadata);
    Strictness.require(edit.tenant(), app, grants);
    grants.forEach(edit.tenant()::put);
    edit.tenant().put(registration);
    AppEntry entry = new AppEntry(app, settled.credentials(), grants);
    edit.made("app.register", Apps.target(app), RegistrationView.logged(entry, registration));
    Shown shown = new Shown(token, settled.secret());
    return views.of(edit.tenant().tenant().name(), entry, registration, shown, edit.now());
  }

  /** RFC 7591 2: where an app has no name, its client_id stands for it. */
  private static String name(ClientMetadata metadata, ClientId id) {
    return metadata.name().orElse(id.text());
  }

  private static void checkAllowed(RegistrationPolicy policy, ClientMetadata metadata)
      throws Refusal {
    if (!policy.methods().contains(metadata.method())) {
      throw AdminReason.Invalid.at(
          "/" + ClientMetadata.METHOD, "is not a method that the policy allows");
    }
    if (metadata.byUrl() && !policy.byUrl()) {
      throw AdminReason.Invalid.at(
          "/" + NewCredential.JWKS_URI, "is not allowed by the policy: send jwks");
    }
  }

  /** What is registered of an app. */
  public JsonObject read(Applicant by, String clientId) throws Refusal {
    RegistrationToken token = token(by);
    Known known = authenticated(by, clientId, token);
    Shown shown = new Shown(token, Optional.empty());
    return views.of(by.tenant(), known.app(), known.registration(), shown, by.at());
  }

  /**
   * Replaces what is registered of an app (RFC 7592 section 2.2). The app can give scopes up, and
   * gets none back. It has the credentials that the new registration says, and no others: a secret
   * that is not sent along gives way to a new one.
   */
  public JsonObject update(Applicant by, String clientId, Body body) throws Refusal {
    RegistrationToken token = token(by);
    Known seen = authenticated(by, clientId, token);
    ClientId id = seen.app().app().clientId();
    JsonObject sent = body.read();
    rate.change(by.tenant(), seen.policy().id());
    Optional<String> secret = checkSent(sent, id);
    ClientMetadata metadata = ClientMetadata.read(sent, destinations);
    return changes.change(
        by.named(id.text()),
        edit -> {
          Known known = known(edit, by, id, token);
          return update(edit, known, new Update(metadata, secret, token));
        });
  }

  /** What is to be registered instead. */
  private record Update(ClientMetadata metadata, Optional<String> secret, RegistrationToken token) {

    /** Nothing of what it hides. */
    @Override
    public String toString() {
      return "Update[" + metadata.method() + "]";
    }
  }

  /** RFC 7592 2.2: names the app, and sends nothing back that is the server's to say. */
  private static Optional<String> checkSent(JsonObject sent, ClientId id) throws Refusal {
    Fields fields = new Fields(sent);
    fields.passAll();
    if (sent.member(CLIENT_ID).filter(new JsonString(id.text())::equals).isEmpty()) {
      fields.wrong(CLIENT_ID, "is the one that the registration is of");
    }
    fields.fixed(NOT_SENT.toArray(String[]::new));
    Optional<JsonValue> secret = sent.member(CLIENT_SECRET).filter(value -> value != JsonNull.NULL);
    if (secret.isPresent() && !(secret.get() instanceof JsonString)) {
      fields.wrong(CLIENT_SECRET, "is the one that the app has, or left out");
    }
    fields.finish();
    return secret.flatMap(
        value -> value instanceof JsonString text ? Optional.of(text.value()) : Optional.empty());
  }

  private JsonObject update(Edit edit, Known known, Update wanted) throws Refusal {
    ClientMetadata metadata = wanted.metadata();
    checkAllowed(known.policy(), metadata);
    AppEntry before = known.app();
    List<Grant> grants = RegisteredGrants.narrowed(edit, before, metadata.scope());
    RegisteredCredentials.Settled settled =
        credentials.replaced(edit, known, metadata, wanted.secret());
    App old = before.app();
    AppSettings settings =
        AppSettings.of(old).registered(name(metadata, old.clientId()), metadata.proof());
    // One entry of the feed for each change, however much of the app ends by it.
    boolean wholly = edit.closing().size() > 1 || Demanded.raised(old.proof(), settings.proof());
    if (wholly) {
      edit.closing().wholly(before);
    }
    App app =
        settings.app(
            old.clientId(), wholly ? edit.number() : old.epoch(), old.createdAt(), edit.number());
    edit.tenant().put(app);
    Registration registration =
        new Registration(
            app.clientId(),
            known.policy().id(),
            known.registration().tokenHash(),
            metadata.described(),
            edit.number());
    edit.tenant().put(registration);
    AppEntry after = new AppEntry(app, settled.credentials(), grants);
    edit.log(
        "app.reregister",
        Apps.target(app),
        RegistrationView.logged(before, known.registration()),
        RegistrationView.logged(after, registration));
    Shown shown = new Shown(wanted.token(), settled.secret());
    return views.of(edit.tenant().tenant().name(), after, registration, shown, edit.now());
  }

  /** Deletes an app with all that it has (RFC 7592 section 2.3). */
  public void delete(Applicant by, String clientId) throws Refusal {
    RegistrationToken token = token(by);
    ClientId id = authenticated(by, clientId, token).app().app().clientId();
    changes.change(
        by.named(id.text()),
        edit -> {
          Known known = known(edit, by, id, token);
          edit.closing().app(known.app());
          edit.tenant().removeApp(id);
          edit.gone(
              "app.deregister",
              Apps.target(known.app().app()),
              RegistrationView.logged(known.app(), known.registration()));
          return id;
        });
  }

  private static RegistrationToken token(Applicant by) throws Refusal {
    return RegistrationToken.parse(RegistrationToken.Kind.REGISTRATION, by.token())
        .orElseThrow(Registrations::bad);
  }

  /** RFC 7592 2.1: an app that is not there, and a token that is not its own, have one answer. */
  private Known authenticated(Applicant by, String clientId, RegistrationToken token)
      throws Refusal {
    String offered = pepper.hash(token);
    rate.request(offered);
    rate.tried(by.from());
    ClientId id = ClientId.parse(clientId).orElseThrow(Registrations::bad);
    Known known =
        changes
            .read(by.tenant(), tenant -> known(tenant, by, id, offered))
            .orElseThrow(Registrations::bad);
    rate.right(by.from());
    return known;
  }

  private Known known(Edit edit, Applicant by, ClientId id, RegistrationToken token)
      throws Refusal {
    return known(edit.tenant(), by, id, pepper.hash(token)).orElseThrow(Registrations::bad);
  }

  private static Optional<Known> known(
      TenantReader tenant, Applicant by, ClientId id, String offered) {
    Optional<Registration> registration =
        tenant.registration(id).filter(found -> Pepper.same(offered, found.tokenHash()));
    if (registration.isEmpty() || !active(tenant)) {
      return Optional.empty();
    }
    Optional<AppEntry> app =
        tenant
            .app(id)
            .filter(entry -> entry.app().status() == App.Status.ACTIVE)
            .filter(entry -> AllowedAddresses.allow(entry.app().allowedIps(), by.from()));
    Optional<RegistrationPolicy> policy = tenant.registrationPolicy(registration.get().policyId());
    return app.isEmpty() || policy.isEmpty()
        ? Optional.empty()
        : Optional.of(new Known(app.get(), registration.get(), policy.get()));
  }

  private static boolean active(TenantReader tenant) {
    return tenant.tenant().status() == Tenant.Status.ACTIVE;
  }

  private static Refusal bad() {
    return new Refusal(RegistrationReason.BAD_TOKEN);
  }
}
