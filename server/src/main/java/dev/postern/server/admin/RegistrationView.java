package dev.postern.server.admin;

import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import dev.postern.server.clientauth.ClientSecret;
import dev.postern.server.clientauth.RegistrationToken;
import dev.postern.server.config.PublicAddress;
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
import dev.postern.store.Registration;
import dev.postern.store.SecretCredential;
import dev.postern.store.TenantName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A registration as its app is shown it (RFC 7592 section 3), and as the log tells it. */
final class RegistrationView {

  private final PublicAddress address;

  RegistrationView(PublicAddress address) {
    this.address = address;
  }

  /**
   * What an app is shown of its secrets.
   *
   * @param token what it sees to its registration with: it has shown it, or is told it this once
   * @param secret its secret, where that was made for this answer or sent along
   */
  record Shown(RegistrationToken token, Optional<ClientSecret> secret) {

    /** Nothing of either. */
    @Override
    public String toString() {
      return "Shown[hidden]";
    }
  }

  /** What is registered, as it is in use at {@code now}. */
  JsonObject of(
      TenantName tenant, AppEntry entry, Registration registration, Shown shown, Instant now) {
    String id = entry.app().clientId().text();
    List<Credential> live = entry.credentials().stream().filter(each -> each.live(now)).toList();
    JsonObject.Builder view =
        JsonObject.builder()
            .put("client_id", id)
            .put("client_id_issued_at", entry.app().createdAt().getEpochSecond());
    shown.secret().ifPresent(secret -> view.put("client_secret", secret.reveal()));
    secretEnd(live).ifPresent(end -> view.put("client_secret_expires_at", end));
    view.put("registration_client_uri", address.issuer(tenant).below(Registrations.PATH + "/" + id))
        .put("registration_access_token", shown.token().reveal())
        .put(ClientMetadata.NAME, entry.app().name())
        .putAll(registration.metadata())
        .putAll(Demanded.registered(entry.app().proof()))
        .put(ClientMetadata.GRANT_TYPES, JsonArray.ofStrings(ClientMetadata.GRANT))
        .put(ClientMetadata.RESPONSE_TYPES, JsonArray.ofStrings(List.of()));
    Set<String> scopes = new LinkedHashSet<>();
    for (Grant grant : entry.grants()) {
      if (grant.live(now)) {
        scopes.addAll(grant.scopes().list());
      }
    }
    if (!scopes.isEmpty()) {
      view.put(ClientMetadata.SCOPE, String.join(" ", scopes));
    }
    putKeys(view, live);
    return view.build();
  }

  /** When the secret ends that was made last, 0 where it never does; empty where there is none. */
  private static Optional<Long> secretEnd(List<Credential> live) {
    Optional<Long> end = Optional.empty();
    for (Credential each : live) {
      if (each instanceof SecretCredential secret) {
        @Nullable Instant at = secret.expiresAt();
        // RFC 7591 3.2.1: 0 if it will not expire.
        end = Optional.of(at == null ? 0L : at.getEpochSecond());
      }
    }
    return end;
  }

  private static void putKeys(JsonObject.Builder view, List<Credential> live) {
    List<JsonValue> keys = new ArrayList<>();
    for (Credential each : live) {
      switch (each) {
        case KeyCredential key -> keys.add(key.key().json());
        case KeySetCredential set -> view.put(NewCredential.JWKS_URI, set.url().text());
        case SecretCredential _, ImportedCredential _, CertificateCredential _ -> {
          // Of secrets only hashes are kept; certificates are an administrator's to give.
        }
        case FederatedCredential _,
            PasskeyCredential _,
            InvitationCredential _,
            OpenIdCredential _ -> {
          // RFC 7591 2 has no word for it.
        }
      }
    }
    if (!keys.isEmpty()) {
      view.put(
          ClientMetadata.JWKS,
          JsonObject.builder().put(ClientMetadata.KEYS, new JsonArray(keys)).build());
    }
  }

  /**
   * The same for the audit log: the app with all that it has, and no secret. Keys are told by their
   * names and thumbprints, for an app may send large ones again and again.
   */
  static JsonObject logged(AppEntry entry, Registration registration) {
    List<JsonValue> grants = List.copyOf(entry.grants().stream().map(GrantSettings::view).toList());
    List<JsonValue> credentials =
        List.copyOf(entry.credentials().stream().map(RegistrationView::logged).toList());
    return JsonObject.builder()
        .putAll(Apps.view(entry.app()))
        .put("policy_id", registration.policyId().text())
        .put("metadata", registration.metadata())
        .put("grants", new JsonArray(grants))
        .put("credentials", new JsonArray(credentials))
        .build();
  }

  private static JsonObject logged(Credential credential) {
    JsonObject view = Credentials.view(credential, null);
    if (!(credential instanceof KeyCredential key)) {
      return view;
    }
    Map<String, JsonValue> members = new LinkedHashMap<>(view.members());
    members.remove(NewCredential.JWK);
    return JsonObject.builder()
        .putAll(new JsonObject(members))
        .put("jwk_thumbprint", key.key().thumbprint().text())
        .build();
  }
}
