package dev.postern.server.admin;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.clientauth.ClientSecret;
import dev.postern.server.clientauth.Pepper;
import dev.postern.server.clientauth.RegistrationToken;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.keysets.Destinations;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.AcceptedCertificate;
import dev.postern.store.AppEntry;
import dev.postern.store.AssertionRules;
import dev.postern.store.CertificateCredential;
import dev.postern.store.Credential;
import dev.postern.store.CredentialFilter;
import dev.postern.store.CredentialId;
import dev.postern.store.FederatedCredential;
import dev.postern.store.ImportedCredential;
import dev.postern.store.InvitationCredential;
import dev.postern.store.KeyCredential;
import dev.postern.store.KeySetCredential;
import dev.postern.store.ListedCredential;
import dev.postern.store.OpenIdCredential;
import dev.postern.store.PasskeyCredential;
import dev.postern.store.SecretCredential;
import dev.postern.store.TenantName;
import dev.postern.store.Trust;
import dev.postern.store.TrustedKeys;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How apps prove themselves: by secrets that Postern makes or takes over, by keys of their own, by
 * certificates, and by the word of other issuers. Several live at once, so that one can take the
 * place of another without a moment in which none is good.
 */
public final class Credentials {

  private static final String SECRET = "client_secret";

  private static final String EXPIRES_AT = NewCredential.EXPIRES_AT;

  private final Changes changes;
  private final Pepper pepper;
  private final Destinations destinations;
  private final PublicAddress address;
  private final SecureRandom random;

  Credentials(
      Changes changes,
      Pepper pepper,
      Destinations destinations,
      PublicAddress address,
      SecureRandom random) {
    this.changes = changes;
    this.address = address;
    this.pepper = pepper;
    this.destinations = destinations;
    this.random = random;
  }

  /** A part of the list of an app's credentials, in the order of their making. */
  public JsonObject list(TenantName tenant, String app, Paging paging) throws Refusal {
    ClientId named = Named.pathApp(app);
    return changes.read(
        tenant,
        reader -> {
          List<Credential> all = new ArrayList<>(Named.app(reader, named).credentials());
          all.sort((one, other) -> one.id().text().compareTo(other.id().text()));
          Map<CredentialId, Instant> used = reader.lastUsed(named);
          return paging.cut(all, one -> view(one, used.get(one.id())), one -> one.id().text());
        });
  }

  /**
   * A part of the list of the credentials of all apps, or of what is looked for in it, in the order
   * of their making.
   */
  public JsonObject list(TenantName tenant, Filters query) throws Refusal {
    Paging paging = query.paging();
    CredentialFilter filter = Searches.credentials(query);
    query.finish();
    return changes.read(
        tenant,
        reader ->
            paging.shown(
                reader.credentials(filter, paging.page()),
                Credentials::view,
                each -> each.credential().id().text()));
  }

  private static JsonObject view(ListedCredential listed) {
    return JsonObject.builder()
        .put("client_id", listed.credential().clientId().text())
        .put("app_name", listed.appName())
        .put("credential", view(listed.credential(), listed.lastUsed()))
        .build();
  }

  /** One credential, never its secret. */
  public Tagged read(TenantName tenant, String app, String id) throws Refusal {
    ClientId named = Named.pathApp(app);
    CredentialId credential = Named.pathCredential(id);
    return changes.read(
        tenant,
        reader -> {
          Credential found = find(Named.app(reader, named), credential);
          return tagged(found, reader.lastUsed(named).get(credential));
        });
  }

  /** Gives an app one more credential; the answer to a secret shows it this once. */
  public Made create(Actor by, String app, JsonObject body, Optional<Once> once) throws Refusal {
    ClientId named = Named.pathApp(app);
    Fields fields = new Fields(body).fixed("id", "hint", "created_at", "last_used_at", SECRET);
    NewCredential wanted = wanted(fields, by.at());
    fields.finish();
    return changes.make(
        by,
        once,
        edit -> {
          AppEntry entry = Named.app(edit.tenant(), named);
          Holdings.require(by, edit.tenant(), entry);
          CredentialLimits.check(entry.credentials(), wanted);
          Fresh fresh = fresh(edit, named, wanted);
          Strictness.require(edit.tenant(), entry.app(), fresh.credential());
          JsonObject view = view(fresh.credential(), null);
          edit.made("credential.create", target(fresh.credential()), view);
          return new Made(
              "apps/" + named + "/credentials/" + fresh.credential().id(),
              JsonObject.builder().putAll(view).putAll(fresh.shownOnce()).build(),
              edit.number(),
              fresh.shownOnce().members().keySet());
        });
  }

  /** The credential that somebody wants; mistakes are told with those of {@code fields}. */
  NewCredential wanted(Fields fields, Instant now) {
    return NewCredential.read(fields, destinations, now);
  }

  /**
   * A credential that was made just now.
   *
   * @param credential the credential
   * @param secret the secret where it is one, to be shown this once
   * @param shownOnce what the answer says this once; nothing where there is no secret
   */
  record Fresh(Credential credential, Optional<ClientSecret> secret, JsonObject shownOnce) {

    /** One that has no secret of ours. */
    static Fresh silent(Credential credential) {
      return new Fresh(credential, Optional.empty(), JsonObject.EMPTY);
    }

    /** What it is, nothing of the secret. */
    @Override
    public String toString() {
      return "Fresh[" + credential.id() + "]";
    }
  }

  /** Makes a credential for an app that is there. */
  Fresh fresh(Edit edit, ClientId app, NewCredential wanted) throws Refusal {
    CredentialId id = new CredentialId(edit.id("cred"));
    @Nullable Instant end = wanted.end().orElse(null);
    Instant now = edit.now();
    long number = edit.number();
    Fresh fresh =
        switch (wanted) {
          case NewCredential.Secret _ -> secret(edit, app, id, end);
          case NewCredential.Imported(var hash, var scheme, _) ->
              Fresh.silent(new ImportedCredential(id, app, hash, scheme, now, end, number, number));
          case NewCredential.Key(var key, var rules, _) ->
              Fresh.silent(new KeyCredential(id, app, key, rules, now, end, number, number));
          case NewCredential.KeySet(var url, var rules, _) ->
              Fresh.silent(new KeySetCredential(id, app, url, rules, now, end, number, number));
          case NewCredential.Certificate(var accepted, _) ->
              Fresh.silent(new CertificateCredential(id, app, accepted, now, end, number, number));
          case NewCredential.Federated(var trust, _) ->
              Fresh.silent(new FederatedCredential(id, app, trust, now, end, number, number));
          case NewCredential.Invitation _ -> invitation(edit, app, id, end);
        };
    edit.tenant().put(fresh.credential());
    return fresh;
  }

  private Fresh secret(Edit edit, ClientId app, CredentialId id, @Nullable Instant end) {
    ClientSecret secret = ClientSecret.random(random);
    return new Fresh(
        new SecretCredential(
            id,
            app,
            pepper.hash(secret),
            secret.hint(),
            edit.now(),
            end,
            edit.number(),
            edit.number()),
        Optional.of(secret),
        JsonObject.builder().put(SECRET, secret.reveal()).build());
  }

  private Fresh invitation(Edit edit, ClientId app, CredentialId id, @Nullable Instant end)
      throws Refusal {
    RegistrationToken token = RegistrationToken.random(RegistrationToken.Kind.INVITATION, random);
    return new Fresh(
        new InvitationCredential(
            id,
            app,
            pepper.hash(token),
            token.hint(),
            edit.now(),
            end,
            edit.number(),
            edit.number()),
        Optional.empty(),
        People.shown(app, token, People.console(address, edit.tenant().tenant().name())));
  }

  /**
   * Sets when a credential ends, by a merge patch (RFC 7396). Tokens that could outlive the new end
   * are refused.
   */
  public Tagged patch(Actor by, String app, String id, JsonObject patch, Precondition precondition)
      throws Refusal {
    ClientId named = Named.pathApp(app);
    CredentialId credential = Named.pathCredential(id);
    Fields fields =
        new Fields(patch)
            .fixed(
                "id",
                "type",
                "hint",
                "created_at",
                "last_used_at",
                SECRET,
                NewCredential.SECRET_HASH);
    Optional<Instant> sent = NewCredential.end(fields, by.at());
    fields.finish();
    return changes.change(
        by,
        edit -> {
          AppEntry entry = Named.app(edit.tenant(), named);
          Credential before = find(entry, credential);
          precondition.check(before.version());
          Holdings.require(by, edit.tenant(), entry);
          @Nullable Instant end = patch.has(EXPIRES_AT) ? sent.orElse(null) : before.expiresAt();
          People.requireEnd(before, end);
          Credential after = ending(edit, entry, before, end);
          edit.tenant().put(after);
          edit.log("credential.update", target(after), view(before, null), view(after, null));
          return tagged(after, edit.tenant().lastUsed(named).get(credential));
        });
  }

  private static Credential ending(
      Edit edit, AppEntry entry, Credential before, @Nullable Instant end) {
    @Nullable Instant oldEnd = before.expiresAt();
    boolean closes =
        end != null
            && (oldEnd == null || end.isBefore(oldEnd))
            && edit.closing().outlives(entry, end);
    if (closes) {
      edit.closing().credential(entry, before);
    }
    return before.ending(end, closes ? edit.number() : before.epoch(), edit.number());
  }

  /** Ends a credential; what it obtained is refused, and nothing else. */
  public void delete(Actor by, String app, String id, Precondition precondition) throws Refusal {
    ClientId named = Named.pathApp(app);
    CredentialId credential = Named.pathCredential(id);
    changes.change(
        by,
        edit -> {
          AppEntry entry = Named.app(edit.tenant(), named);
          Credential gone = find(entry, credential);
          precondition.check(gone.version());
          Holdings.require(by, edit.tenant(), entry);
          edit.closing().credential(entry, gone);
          edit.tenant().removeCredential(named, credential);
          edit.gone("credential.revoke", target(gone), view(gone, null));
          return credential;
        });
  }

  static Credential find(AppEntry entry, CredentialId id) throws Refusal {
    return entry.credentials().stream()
        .filter(each -> each.id().equals(id))
        .findFirst()
        .orElseThrow(Named::nothing);
  }

  static String target(Credential credential) {
    return "credential/" + credential.clientId() + "/" + credential.id();
  }

  private static Tagged tagged(Credential credential, @Nullable Instant lastUsed) {
    return new Tagged(view(credential, lastUsed), credential.version());
  }

  static JsonObject view(Credential credential, @Nullable Instant lastUsed) {
    JsonObject.Builder view =
        JsonObject.builder()
            .put("type", type(credential))
            .put("id", credential.id().text())
            .put("hint", credential.hint())
            .put("created_at", credential.createdAt().toString())
            .put(EXPIRES_AT, text(credential.expiresAt()))
            .put("last_used_at", text(lastUsed));
    return switch (credential) {
      case SecretCredential _, ImportedCredential _ -> view.build();
      case KeyCredential key -> rules(view.put(NewCredential.JWK, key.key().json()), key.rules());
      case KeySetCredential set ->
          rules(view.put(NewCredential.JWKS_URI, set.url().text()), set.rules());
      case CertificateCredential certificate -> accepted(view, certificate.accepted());
      case FederatedCredential federated -> view(view, federated.trust());
      case PasskeyCredential _, InvitationCredential _ -> view.build();
      case OpenIdCredential person ->
          view.put(NewCredential.ISSUER, person.principal().issuer())
              .put(NewCredential.SUBJECT, person.principal().subject())
              .build();
    };
  }

  private static JsonObject accepted(JsonObject.Builder view, AcceptedCertificate accepted) {
    return switch (accepted) {
      case AcceptedCertificate.Itself(var pem, var known) ->
          view.put(NewCredential.PEM, pem)
              .put("not_before", known.notBefore().toString())
              .put("not_after", known.notAfter().toString())
              .build();
      case AcceptedCertificate.Named(var kind, var value) ->
          view.put(NewCredential.member(kind), value).build();
    };
  }

  private static JsonObject view(JsonObject.Builder view, Trust trust) {
    view.put(NewCredential.ISSUER, trust.principal().issuer())
        .put(NewCredential.SUBJECT, trust.principal().subject())
        .put(NewCredential.REUSABLE, trust.reusable());
    return switch (trust.keys()) {
      case TrustedKeys.Key(var key) -> view.put(NewCredential.JWK, key.json()).build();
      case TrustedKeys.Url(var url) -> view.put(NewCredential.JWKS_URI, url.text()).build();
    };
  }

  private static JsonObject rules(JsonObject.Builder view, AssertionRules rules) {
    return view.put(NewCredential.TOKEN_ENDPOINT_AUDIENCE, rules.tokenEndpointAudience())
        .put(NewCredential.TYPE_REQUIRED, rules.typeRequired())
        .build();
  }

  static String type(Credential credential) {
    return NewCredential.type(CredentialFilter.Type.of(credential));
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
