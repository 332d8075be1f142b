package dev.postern.server.policy;

import static java.util.Objects.requireNonNull;

import dev.postern.server.clientauth.Admission;
import dev.postern.server.grant.Target;
import dev.postern.store.App;
import dev.postern.store.AppEntry;
import dev.postern.store.CertificateCredential;
import dev.postern.store.Credential;
import dev.postern.store.FederatedCredential;
import dev.postern.store.Grant;
import dev.postern.store.ImportedCredential;
import dev.postern.store.InvitationCredential;
import dev.postern.store.KeyCredential;
import dev.postern.store.KeySetCredential;
import dev.postern.store.OpenIdCredential;
import dev.postern.store.PasskeyCredential;
import dev.postern.store.Profile;
import dev.postern.store.Proof;
import dev.postern.store.SecretCredential;
import dev.postern.store.Tenant;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says what each rule found, in a sentence that names what is there. */
final class Wording {

  private static final int MOST = 10;

  private Wording() {}

  /** The name of a rule on the wire. */
  static String name(Enum<?> rule) {
    return rule.name().toLowerCase(Locale.ROOT);
  }

  static String app(AppEntry app) {
    return "it is the app named \"" + app.app().name() + "\"";
  }

  static String credential(Credential credential) {
    return "the app would prove itself with its " + kind(credential) + " " + credential.id();
  }

  private static String kind(Credential credential) {
    return switch (credential) {
      case SecretCredential _ -> "secret";
      case ImportedCredential _ -> "imported secret";
      case KeyCredential _ -> "key";
      case KeySetCredential _ -> "key set";
      case CertificateCredential _ -> "certificate";
      case FederatedCredential _ -> "federated credential";
      case PasskeyCredential _ -> "passkey";
      case InvitationCredential _ -> "invitation";
      case OpenIdCredential _ -> "sign-in by the OpenID provider";
    };
  }

  static String fits(Credential credential) {
    if (credential instanceof InvitationCredential) {
      return "it is good for one passkey to be made, and for nothing else";
    }
    return credential instanceof FederatedCredential
        ? "it is another issuer's word, which is for the grant type"
            + " urn:ietf:params:oauth:grant-type:jwt-bearer"
        : "a request by client credentials can be proved with it";
  }

  static String of(Admission.Rule rule, Tenant tenant, App app, @Nullable Credential credential) {
    Profile profile = Profile.of(tenant, app);
    return switch (rule) {
      case TENANT_ACTIVE -> "the tenant is " + name(tenant.status());
      case APP_ACTIVE -> "the app is " + name(app.status());
      case CREDENTIAL_LIVE -> end(requireNonNull(credential).expiresAt());
      case CREDENTIAL_TAKEN -> taken(requireNonNull(credential), profile);
      case ADDRESS_ALLOWED ->
          "the app may ask from "
              + (app.allowedIps().isEmpty() ? "any address" : some(app.allowedIps()));
      case BODY_TAKEN ->
          profile.json()
              ? "forms and JSON are taken"
              : "forms are taken; under " + name(profile) + " JSON would be refused";
    };
  }

  private static String taken(Credential credential, Profile profile) {
    String what = "the profile " + name(profile);
    return profile.takes(credential)
        ? what + " takes this " + kind(credential)
        : what + " does not take this " + kind(credential);
  }

  static String of(Target.Rule rule, Target target, AppEntry app) {
    return switch (rule) {
      case API_NAMED ->
          target.clear()
              ? "there is no doubt about which API is meant"
              : "no API is named, and of the app's grants ("
                  + app.grants().size()
                  + ") not exactly one is live";
      case API_KNOWN -> target.api() == null ? "there is no such API here" : api(target);
      case API_GRANTED ->
          target.grant() == null
              ? "the app is granted nothing at this API"
              : "the app is granted: " + scopes(target.grant());
      case GRANT_ACTIVE -> "the grant is " + name(requireNonNull(target.grant()).status());
      case GRANT_LIVE -> end(requireNonNull(target.grant()).expiresAt());
    };
  }

  private static String api(Target target) {
    return "it is the API named \"" + requireNonNull(target.api()).name() + "\"";
  }

  private static String scopes(Grant grant) {
    return grant.scopes().empty() ? "no scope" : grant.scopes().text();
  }

  static String of(Rule rule, Matter it) {
    Question question = it.question();
    return switch (rule) {
      case TENANT_ACTIVE -> "the tenant is " + name(it.tenant().status());
      case CREDENTIAL_TAKEN -> taken(requireNonNull(question.credential()), it.profile());
      case ALGORITHM_TAKEN ->
          "the API's tokens are signed with "
              + question.api().algorithm().text()
              + "; the profile "
              + name(it.profile())
              + " takes "
              + some(it.profile().algorithms().stream().map(each -> each.text()).sorted().toList());
      case SCOPE_GRANTED -> "none is asked for by name: it would be all that is granted";
      case SCOPE_LEFT ->
          it.wanted().empty() ? "there is no scope" : "it would be: " + it.wanted().text();
      case CLAIM_ALLOWED -> "none is asked for by name";
      case PROOF_SHOWN -> proof(it);
      case GRANT_LASTS -> end(question.grant().expiresAt());
      case CREDENTIAL_LASTS -> end(requireNonNull(question.credential()).expiresAt());
      case WORD_LASTS -> end(question.provenUntil());
    };
  }

  static String scope(String scope, Matter it) {
    if (it.grants(scope)) {
      return scope + " is granted";
    }
    return it.question().grant().scopes().contains(scope)
        ? scope + " is granted, but the API does not know it any more"
        : scope + " is not granted";
  }

  static String claim(String claim, Matter it) {
    return it.question().grant().claims().has(claim)
        ? "the grant has the claim " + claim + ", and a request may name its value and no other"
        : "the grant has no claim " + claim;
  }

  private static String proof(Matter it) {
    Question question = it.question();
    boolean strict = it.profile() == Profile.FAPI2;
    String demanded =
        "the API demands "
            + demanded(question.api().proof())
            + ", the app "
            + demanded(question.app().proof())
            + (strict ? ", its profile a key or a certificate" : "");
    return demanded + (it.binding() == null ? ": what is shown is not that" : "");
  }

  private static String demanded(Proof proof) {
    return switch (proof) {
      case NONE -> "nothing";
      case DPOP -> "a key (dpop)";
      case MTLS -> "a certificate (mtls)";
      case ANY -> "a key or a certificate (any)";
    };
  }

  private static String end(@Nullable Instant end) {
    return end == null ? "it has no end" : "its end is " + end;
  }

  private static String some(List<String> all) {
    String first = String.join(", ", all.subList(0, Math.min(MOST, all.size())));
    return all.size() <= MOST ? first : first + " and " + (all.size() - MOST) + " more";
  }
}
