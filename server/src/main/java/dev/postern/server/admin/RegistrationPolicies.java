package dev.postern.server.admin;

import dev.postern.protocol.json.JsonObject;
import dev.postern.server.clientauth.Pepper;
import dev.postern.server.clientauth.RegistrationToken;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.refusal.AdminReason;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.RegistrationPolicy;
import dev.postern.store.RegistrationPolicyId;
import dev.postern.store.TenantName;
import dev.postern.store.TenantReader;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** The policies by which apps may register themselves; without one nobody can. */
public final class RegistrationPolicies {

  /** How many a tenant may have: all are looked at for each token that is tried. */
  private static final int MOST = 1_000;

  private static final String TOKEN = "initial_access_token";
  private static final String APPS = "registered_apps";

  private final Changes changes;
  private final PublicAddress address;
  private final Pepper pepper;
  private final SecureRandom random;

  RegistrationPolicies(Changes changes, PublicAddress address, Pepper pepper, SecureRandom random) {
    this.changes = changes;
    this.address = address;
    this.pepper = pepper;
    this.random = random;
  }

  /** A part of the list, in the order of their making. */
  public JsonObject list(TenantName tenant, Paging paging) throws Refusal {
    return changes.read(
        tenant,
        reader ->
            paging.cut(
                reader.registrationPolicies(),
                policy -> view(policy, reader),
                policy -> policy.id().text()));
  }

  /** One policy, never its token. */
  public Tagged read(TenantName tenant, String id) throws Refusal {
    RegistrationPolicyId named = Named.pathPolicy(id);
    return changes.read(tenant, reader -> tagged(find(reader, named), reader));
  }

  /** Makes a policy; the answer shows its initial access token this once. */
  public Made create(Actor by, JsonObject body, Optional<Once> once) throws Refusal {
    return changes.make(by, once, edit -> create(edit, body));
  }

  private Made create(Edit edit, JsonObject body) throws Refusal {
    Fields fields = fields(body);
    PolicySettings settings =
        PolicySettings.read(fields, edit.tenant(), address.issuer(edit.by().tenant()));
    fields.finish();
    if (edit.tenant().registrationPolicies().size() >= MOST) {
      throw new Refusal(
          new AdminReason.Conflict("A tenant has at most 1,000 registration policies."));
    }
    RegistrationToken token = RegistrationToken.random(RegistrationToken.Kind.INITIAL, random);
    RegistrationPolicyId id = new RegistrationPolicyId(edit.id("policy"));
    RegistrationPolicy policy =
        policy(id, settings, new Kept(pepper.hash(token), token.hint(), edit.now()), edit.number());
    Holdings.require(edit.by(), edit.tenant(), policy);
    edit.tenant().put(policy);
    JsonObject view = view(policy, edit.tenant());
    edit.made("registration_policy.create", target(policy), view);
    return new Made(
        "registration-policies/" + id,
        JsonObject.builder().putAll(view).put(TOKEN, token.reveal()).build(),
        edit.number(),
        Set.of(TOKEN));
  }

  /**
   * Changes a policy by a merge patch (RFC 7396). What is registered already stays as it is; its
   * next change is held to the policy as it is then.
   */
  public Tagged patch(Actor by, String id, JsonObject patch, Precondition precondition)
      throws Refusal {
    RegistrationPolicyId named = Named.pathPolicy(id);
    return changes.change(
        by,
        edit -> {
          RegistrationPolicy before = find(edit.tenant(), named);
          precondition.check(before.version());
          Holdings.require(by, edit.tenant(), before);
          PolicySettings old = PolicySettings.of(before);
          Fields fields = fields(MergePatch.apply(old.withoutGrants(), patch));
          // An API that was deleted since must not keep anybody from ending the policy.
          PolicySettings settings =
              patch.has(PolicySettings.GRANTS)
                  ? PolicySettings.read(fields, edit.tenant(), address.issuer(by.tenant()))
                  : PolicySettings.read(fields, before.offers());
          fields.finish();
          Kept kept = new Kept(before.tokenHash(), before.hint(), before.createdAt());
          RegistrationPolicy after = policy(named, settings, kept, edit.number());
          Holdings.require(by, edit.tenant(), after);
          edit.tenant().put(after);
          edit.log(
              "registration_policy.update",
              target(after),
              view(before, edit.tenant()),
              view(after, edit.tenant()));
          return tagged(after, edit.tenant());
        });
  }

  /** Deletes a policy; its apps stay, and can no longer see to their registrations. */
  public void delete(Actor by, String id, Precondition precondition) throws Refusal {
    RegistrationPolicyId named = Named.pathPolicy(id);
    changes.change(
        by,
        edit -> {
          RegistrationPolicy policy = find(edit.tenant(), named);
          precondition.check(policy.version());
          Holdings.require(by, edit.tenant(), policy);
          edit.gone("registration_policy.delete", target(policy), view(policy, edit.tenant()));
          edit.tenant().removeRegistrationPolicy(named);
          return named;
        });
  }

  /** What a policy has from its making and keeps. */
  private record Kept(String tokenHash, String hint, Instant createdAt) {

    /** Says nothing of the hash. */
    @Override
    public String toString() {
      return "Kept[" + hint + "]";
    }
  }

  private static Fields fields(JsonObject body) {
    return new Fields(body).fixed("id", "hint", "created_at", APPS, TOKEN);
  }

  private static RegistrationPolicy policy(
      RegistrationPolicyId id, PolicySettings settings, Kept kept, long number) {
    return new RegistrationPolicy(
        id,
        settings.name(),
        settings.offers(),
        settings.methods(),
        settings.byUrl(),
        settings.mostApps(),
        settings.secretLifetime(),
        settings.expiresAt(),
        kept.tokenHash(),
        kept.hint(),
        kept.createdAt(),
        number);
  }

  private static RegistrationPolicy find(TenantReader tenant, RegistrationPolicyId id)
      throws Refusal {
    return tenant.registrationPolicy(id).orElseThrow(Named::nothing);
  }

  private static String target(RegistrationPolicy policy) {
    return "registration_policy/" + policy.id();
  }

  private static Tagged tagged(RegistrationPolicy policy, TenantReader tenant) {
    return new Tagged(view(policy, tenant), policy.version());
  }

  private static JsonObject view(RegistrationPolicy policy, TenantReader tenant) {
    return JsonObject.builder()
        .put("id", policy.id().text())
        .putAll(PolicySettings.of(policy).json())
        .put(APPS, tenant.registrations(policy.id()))
        .put("hint", policy.hint())
        .put("created_at", policy.createdAt().toString())
        .build();
  }
}
