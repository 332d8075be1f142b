package dev.postern.server.admin;

import dev.postern.server.clientauth.ClientSecret;
import dev.postern.server.clientauth.Pepper;
import dev.postern.server.refusal.AdminReason;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.App;
import dev.postern.store.AppEntry;
import dev.postern.store.CertificateCredential;
import dev.postern.store.Credential;
import dev.postern.store.FederatedCredential;
import dev.postern.store.ImportedCredential;
import dev.postern.store.InvitationCredential;
import dev.postern.store.KeyCredential;
import dev.postern.store.KeySetCredential;
import dev.postern.store.OpenIdCredential;
import dev.postern.store.PasskeyCredential;
import dev.postern.store.RegistrationPolicy;
import dev.postern.store.SecretCredential;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How an app that registers itself proves itself: by what its registration says, no more. */
final class RegisteredCredentials {

  private final Credentials credentials;
  private final Pepper pepper;

  RegisteredCredentials(Credentials credentials, Pepper pepper) {
    this.credentials = credentials;
    this.pepper = pepper;
  }

  /**
   * The credentials that an app has now.
   *
   * @param credentials all of them
   * @param secret its secret, where one was made or sent
   */
  record Settled(List<Credential> credentials, Optional<ClientSecret> secret) {}

  /** Makes the credentials of a new app. */
  Settled first(Edit edit, App app, RegistrationPolicy policy, ClientMetadata metadata)
      throws Refusal {
    return made(edit, app, wanted(edit, policy, metadata), List.of());
  }

  /**
   * Makes those that {@code metadata} want and the app has not, and ends all others that live. A
   * key that has an end has it from an administrator: once that is over, the key stays as it is, so
   * that the app cannot bring it back.
   *
   * @param sent the secret that came along, which must be one that the app has
   */
  Settled replaced(
      Edit edit, Registrations.Known known, ClientMetadata metadata, Optional<String> sent)
      throws Refusal {
    Optional<ClientSecret> secret = sent.flatMap(ClientSecret::parse);
    List<Credential> live =
        known.app().credentials().stream().filter(each -> each.live(edit.now())).toList();
    Optional<Credential> proved =
        secret.flatMap(it -> live.stream().filter(each -> is(each, it)).findFirst());
    // RFC 7592 2.2: a secret that is sent is the present one; nobody sets his own.
    if (sent.isPresent() && proved.isEmpty()) {
      throw AdminReason.Invalid.at("/client_secret", "is not the one that the app has");
    }
    List<Credential> ended = ended(known.app(), edit.now());
    List<Credential> kept = new ArrayList<>(ended);
    known.app().credentials().stream().filter(each -> unseen(each)).forEach(kept::add);
    List<NewCredential> missing = new ArrayList<>();
    for (NewCredential wanted : wanted(edit, known.policy(), metadata)) {
      refuseEnded(ended, wanted);
      Optional<Credential> there =
          wanted instanceof NewCredential.Secret
              ? proved
              : live.stream().filter(each -> is(each, wanted)).findFirst();
      there.ifPresentOrElse(kept::add, () -> missing.add(wanted));
    }
    for (Credential each : known.app().credentials()) {
      if (!kept.contains(each)) {
        if (live.contains(each)) {
          edit.closing().credential(known.app(), each);
        }
        edit.tenant().removeCredential(each.clientId(), each.id());
      }
    }
    Settled settled = made(edit, known.app().app(), missing, kept);
    return missing.isEmpty() && metadata.keys().isEmpty()
        ? new Settled(settled.credentials(), secret)
        : settled;
  }

  private static List<Credential> ended(AppEntry app, Instant now) {
    return app.credentials().stream()
        .filter(each -> !each.live(now))
        .filter(each -> each instanceof KeyCredential || each instanceof KeySetCredential)
        .toList();
  }

  /** What a registration can neither have nor show: the app cannot mean to give it up. */
  private static boolean unseen(Credential credential) {
    return switch (credential) {
      case CertificateCredential _,
          FederatedCredential _,
          PasskeyCredential _,
          InvitationCredential _,
          OpenIdCredential _ ->
          true;
      case KeyCredential _, KeySetCredential _, SecretCredential _, ImportedCredential _ -> false;
    };
  }

  private static void refuseEnded(List<Credential> ended, NewCredential wanted) throws Refusal {
    for (Credential each : ended) {
      if (each instanceof KeyCredential there && ClientMetadata.rivals(wanted, there.key())) {
        throw AdminReason.Invalid.at(
            "/" + ClientMetadata.JWKS, "names a key that an administrator ended, or its kid");
      }
      if (each instanceof KeySetCredential && is(each, wanted)) {
        throw AdminReason.Invalid.at(
            "/" + NewCredential.JWKS_URI, "is one that an administrator ended");
      }
    }
  }

  private List<NewCredential> wanted(
      Edit edit, RegistrationPolicy policy, ClientMetadata metadata) {
    return switch (metadata.method()) {
      case PRIVATE_KEY_JWT -> metadata.keys();
      case CLIENT_SECRET_BASIC, CLIENT_SECRET_POST -> {
        Optional<Instant> end =
            Optional.ofNullable(policy.secretLifetime()).map(life -> edit.now().plus(life));
        yield List.of(new NewCredential.Secret(end));
      }
    };
  }

  private Settled made(Edit edit, App app, List<NewCredential> wanted, List<Credential> present)
      throws Refusal {
    if (present.size() + wanted.size() > CredentialLimits.MOST) {
      throw CredentialLimits.full();
    }
    List<Credential> all = new ArrayList<>(present);
    Optional<ClientSecret> secret = Optional.empty();
    for (NewCredential each : wanted) {
      Credentials.Fresh fresh = credentials.fresh(edit, app.clientId(), each);
      Strictness.require(edit.tenant(), app, fresh.credential());
      all.add(fresh.credential());
      secret = fresh.secret();
    }
    return new Settled(all, secret);
  }

  private boolean is(Credential credential, ClientSecret secret) {
    return credential instanceof SecretCredential there
        && Pepper.same(pepper.hash(secret), there.secretHash());
  }

  private static boolean is(Credential credential, NewCredential wanted) {
    return switch (credential) {
      case KeyCredential there ->
          wanted instanceof NewCredential.Key key && key.key().equals(there.key());
      case KeySetCredential there ->
          wanted instanceof NewCredential.KeySet set && set.url().equals(there.url());
      case SecretCredential _,
          ImportedCredential _,
          CertificateCredential _,
          FederatedCredential _,
          PasskeyCredential _,
          InvitationCredential _,
          OpenIdCredential _ ->
          false;
    };
  }
}
