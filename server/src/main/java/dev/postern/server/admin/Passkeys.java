package dev.postern.server.admin;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import dev.postern.server.clientauth.PasskeyAnswer;
import dev.postern.server.clientauth.PasskeyCheck;
import dev.postern.server.clientauth.Pepper;
import dev.postern.server.clientauth.RegistrationToken;
import dev.postern.server.clientauth.RelyingParty;
import dev.postern.server.clientauth.Stamp;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.limits.RegistrationRate;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.RegistrationReason;
import dev.postern.store.App;
import dev.postern.store.AppEntry;
import dev.postern.store.Credential;
import dev.postern.store.CredentialId;
import dev.postern.store.InvitationCredential;
import dev.postern.store.PasskeyCredential;
import dev.postern.store.Registry;
import dev.postern.store.Tenant;
import dev.postern.store.TenantName;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Passkeys: what a browser is to ask its authenticator for, and the making of one by an invitation,
 * which is used up by it.
 */
public final class Passkeys {

  /** Below the issuer. */
  public static final String PATH = "service/passkeys";

  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();
  private static final String CHALLENGE = "challenge";
  private static final String REQUIRED = "required";

  private final Changes changes;
  private final Registry registry;
  private final PublicAddress address;
  private final Pepper pepper;
  private final SecureRandom random;
  private final RegistrationRate rate = new RegistrationRate();

  Passkeys(Administration.Tools tools, Changes changes) {
    this.changes = changes;
    this.registry = tools.registry();
    this.address = tools.address();
    this.pepper = tools.pepper();
    this.random = tools.random();
  }

  /** Whoever is invited, and by what. */
  private record Invited(AppEntry person, InvitationCredential invitation) {}

  /** What signing in takes: PublicKeyCredentialRequestOptionsJSON (Web Authentication 5.5). */
  public JsonObject signIn(TenantName tenant, Instant now) {
    return JsonObject.builder()
        .put(CHALLENGE, challenge(Stamp.Purpose.SIGN_IN, tenant, now))
        .put("rpId", RelyingParty.of(address, tenant).id())
        .put("timeout", Stamp.Purpose.SIGN_IN.life().toMillis())
        .put("userVerification", REQUIRED)
        .build();
  }

  /** What making one takes: PublicKeyCredentialCreationOptionsJSON (Web Authentication 5.4). */
  public JsonObject creation(Applicant by) throws Refusal {
    Invited invited = invited(by);
    App person = invited.person().app();
    RelyingParty party = RelyingParty.of(address, by.tenant());
    List<JsonValue> algorithms = new ArrayList<>();
    for (long number : PasskeyCheck.ALGORITHMS) {
      algorithms.add(JsonObject.builder().put("type", "public-key").put("alg", number).build());
    }
    List<JsonValue> present = new ArrayList<>();
    for (Credential each : invited.person().credentials()) {
      if (each instanceof PasskeyCredential passkey) {
        present.add(
            JsonObject.builder()
                .put("type", "public-key")
                .put("id", passkey.known().name())
                .build());
      }
    }
    return JsonObject.builder()
        .put("rp", JsonObject.builder().put("id", party.id()).put("name", "Postern").build())
        .put(
            "user",
            JsonObject.builder()
                .put("id", handle(person.clientId()))
                .put("name", person.name())
                .put("displayName", person.name())
                .build())
        .put(CHALLENGE, challenge(Stamp.Purpose.REGISTER, by.tenant(), by.at()))
        .put("pubKeyCredParams", new JsonArray(algorithms))
        .put("timeout", Stamp.Purpose.REGISTER.life().toMillis())
        .put("excludeCredentials", new JsonArray(present))
        .put(
            "authenticatorSelection",
            JsonObject.builder()
                .put("residentKey", REQUIRED)
                .put("requireResidentKey", true)
                .put("userVerification", REQUIRED)
                .build())
        .put("attestation", "none")
        .build();
  }

  /** Makes a passkey of what an authenticator answered; the invitation is gone with that. */
  public JsonObject register(Applicant by, Registrations.Body body) throws Refusal {
    Invited seen = invited(by);
    Fields fields = new Fields(body.read());
    String name = fields.requiredText("name", PasskeyCredential.LONGEST_HINT);
    Optional<JsonObject> response = fields.object("response");
    if (response.isEmpty()) {
      fields.wrong("response", "is the answer of the authenticator");
    }
    fields.finish();
    PasskeyCredential.Known made = made(by, response.orElseThrow());
    ClientId person = seen.person().app().clientId();
    return changes.change(
        by.named(person.text()), edit -> register(edit, seen, by, new Named(name, made)));
  }

  private record Named(String name, PasskeyCredential.Known known) {}

  private JsonObject register(Edit edit, Invited seen, Applicant by, Named made) throws Refusal {
    ClientId id = seen.person().app().clientId();
    // As it is now: somebody may have been faster, or have taken it back.
    Invited now =
        edit.tenant()
            .app(id)
            .flatMap(entry -> invited(entry, seen.invitation().secretHash(), by.at()))
            .orElseThrow(Passkeys::bad);
    // Web Authentication 7.1, step 26: a credential id is registered once.
    if (taken(now.person(), made.known())) {
      throw new Refusal(RegistrationReason.BAD_PASSKEY);
    }
    CredentialId credential = new CredentialId(edit.id("cred"));
    PasskeyCredential passkey =
        new PasskeyCredential(
            credential,
            id,
            made.known(),
            made.name(),
            edit.now(),
            null,
            edit.number(),
            edit.number());
    edit.tenant().removeCredential(id, now.invitation().id());
    edit.tenant().put(passkey);
    JsonObject logged =
        JsonObject.builder()
            .putAll(Credentials.view(passkey, null))
            .put("invitation", now.invitation().id().text())
            .build();
    edit.made("credential.create", Credentials.target(passkey), logged);
    return JsonObject.builder().put("client_id", id.text()).put("id", credential.text()).build();
  }

  /** Others may have one of that name, too: whose it is is looked up by the user handle first. */
  private static boolean taken(AppEntry person, PasskeyCredential.Known made) {
    return person.credentials().stream()
        .anyMatch(each ->
            each instanceof PasskeyCredential passkey
                && passkey.known().name().equals(made.name()));
  }

  private PasskeyCredential.Known made(Applicant by, JsonObject response) throws Refusal {
    PasskeyAnswer answer;
    try {
      answer = PasskeyAnswer.of(response);
    } catch (JsonFault e) {
      throw new Refusal(RegistrationReason.BAD_PASSKEY);
    }
    boolean ours =
        Stamp.read(
                pepper,
                new Stamp.Use(Stamp.Purpose.REGISTER, by.tenant()),
                answer.challenge(),
                by.at())
            .isPresent();
    return Optional.of(answer)
        .filter(it -> ours)
        .flatMap(it -> PasskeyCheck.made(it, RelyingParty.of(address, by.tenant())))
        .orElseThrow(() -> new Refusal(RegistrationReason.BAD_PASSKEY));
  }

  /** Who shows an invitation that stands: from memory, for anybody may try. */
  private Invited invited(Applicant by) throws Refusal {
    rate.tried(by.from());
    int dot = by.token().lastIndexOf('.');
    Optional<ClientId> id =
        dot < 0 ? Optional.empty() : ClientId.parse(by.token().substring(0, dot));
    Optional<RegistrationToken> secret =
        RegistrationToken.parse(RegistrationToken.Kind.INVITATION, by.token().substring(dot + 1));
    if (id.isEmpty() || secret.isEmpty()) {
      throw bad();
    }
    String offered = pepper.hash(secret.get());
    Invited invited =
        registry
            .tenant(by.tenant())
            .filter(tenant -> tenant.tenant().status() == Tenant.Status.ACTIVE)
            .flatMap(tenant -> tenant.app(id.get()))
            .flatMap(entry -> invited(entry, offered, by.at()))
            .orElseThrow(Passkeys::bad);
    rate.right(by.from());
    return invited;
  }

  private static Optional<Invited> invited(AppEntry entry, String hash, Instant now) {
    for (Credential each : entry.credentials()) {
      if (each instanceof InvitationCredential invitation
          && invitation.expiresAt() != null
          && invitation.live(now)
          && Pepper.same(invitation.secretHash(), hash)) {
        return entry.app().status() == App.Status.ACTIVE
            ? Optional.of(new Invited(entry, invitation))
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private String challenge(Stamp.Purpose purpose, TenantName tenant, Instant now) {
    return Stamp.make(pepper, new Stamp.Use(purpose, tenant), now, random).text();
  }

  private static String handle(ClientId person) {
    return BASE64URL.encodeToString(person.text().getBytes(StandardCharsets.UTF_8));
  }

  private static Refusal bad() {
    return new Refusal(RegistrationReason.BAD_TOKEN);
  }
}
