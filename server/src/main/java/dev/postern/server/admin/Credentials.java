package dev.postern.server.admin;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.clientauth.ClientSecret;
import dev.postern.server.clientauth.Pepper;
import dev.postern.server.refusal.AdminReason;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.AppEntry;
import dev.postern.store.Credential;
import dev.postern.store.CredentialId;
import dev.postern.store.TenantName;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How apps prove themselves: so far by secrets that Postern makes. Several live at once, so that
 * one can take the place of another without a moment in which none is good.
 */
public final class Credentials {

  static final String SECRET = "client_secret";

  /** How many credentials an app may have at once. */
  private static final int MOST = 20;

  private static final String EXPIRES_AT = "expires_at";

  private final Changes changes;
  private final Pepper pepper;
  private final SecureRandom random;

  Credentials(Changes changes, Pepper pepper, SecureRandom random) {
    this.changes = changes;
    this.pepper = pepper;
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

  /** Makes one more secret for an app; the answer shows it this once. */
  public Made create(Actor by, String app, JsonObject body, Optional<Once> once) throws Refusal {
    ClientId named = Named.pathApp(app);
    Fields fields =
        new Fields(body).fixed("id", "hint", "created_at", "last_used_at", SECRET, "secret_hash");
    fields.choice("type", SECRET, List.of(SECRET));
    Optional<Instant> end = end(fields, by.at());
    fields.finish();
    return changes.make(
        by,
        once,
        edit -> {
          AppEntry entry = Named.app(edit.tenant(), named);
          Holdings.require(by, edit.tenant(), entry);
          if (entry.credentials().size() >= MOST) {
            throw new Refusal(new AdminReason.Conflict("An app has at most 20 credentials."));
          }
          Fresh fresh = fresh(edit, named, end);
          JsonObject view = view(fresh.credential(), null);
          edit.made("credential.create", target(fresh.credential()), view);
          return new Made(
              "apps/" + named + "/credentials/" + fresh.credential().id(),
              JsonObject.builder().putAll(view).put(SECRET, fresh.secret().reveal()).build(),
              edit.number(),
              Set.of(SECRET));
        });
  }

  private static Optional<Instant> end(Fields fields, Instant now) {
    Optional<Instant> end = fields.time(EXPIRES_AT);
    if (end.isPresent() && !end.get().isAfter(now)) {
      fields.wrong(EXPIRES_AT, "is in the past");
    }
    return end;
  }

  /**
   * A credential that was made just now.
   *
   * @param credential the credential
   * @param secret its secret, to be shown this once
   */
  record Fresh(Credential credential, ClientSecret secret) {}

  /** Makes a secret for an app that is there. */
  Fresh fresh(Edit edit, ClientId app, Optional<Instant> end) {
    ClientSecret secret = ClientSecret.random(random);
    Credential credential =
        new Credential(
            new CredentialId(edit.id("cred")),
            app,
            pepper.hash(secret),
            secret.hint(),
            edit.now(),
            end.orElse(null),
            edit.number(),
            edit.number());
    edit.tenant().put(credential);
    return new Fresh(credential, secret);
  }

  /**
   * Sets when a credential ends, by a merge patch (RFC 7396). Tokens that could outlive the new end
   * are refused.
   */
  public Tagged patch(Actor by, String app, String id, JsonObject patch, IfMatch ifMatch)
      throws Refusal {
    ClientId named = Named.pathApp(app);
    CredentialId credential = Named.pathCredential(id);
    Fields fields =
        new Fields(patch)
            .fixed("id", "type", "hint", "created_at", "last_used_at", SECRET, "secret_hash");
    Optional<Instant> sent = end(fields, by.at());
    fields.finish();
    return changes.change(
        by,
        edit -> {
          AppEntry entry = Named.app(edit.tenant(), named);
          Credential before = find(entry, credential);
          ifMatch.check(before.version());
          Holdings.require(by, edit.tenant(), entry);
          @Nullable Instant end = patch.has(EXPIRES_AT) ? sent.orElse(null) : before.expiresAt();
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
  public void delete(Actor by, String app, String id, IfMatch ifMatch) throws Refusal {
    ClientId named = Named.pathApp(app);
    CredentialId credential = Named.pathCredential(id);
    changes.change(
        by,
        edit -> {
          AppEntry entry = Named.app(edit.tenant(), named);
          Credential gone = find(entry, credential);
          ifMatch.check(gone.version());
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

  private static JsonObject view(Credential credential, @Nullable Instant lastUsed) {
    return JsonObject.builder()
        .put("type", SECRET)
        .put("id", credential.id().text())
        .put("hint", credential.hint())
        .put("created_at", credential.createdAt().toString())
        .put(EXPIRES_AT, text(credential.expiresAt()))
        .put("last_used_at", text(lastUsed))
        .build();
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
