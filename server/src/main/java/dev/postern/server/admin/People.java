package dev.postern.server.admin;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.json.JsonObject;
import dev.postern.server.clientauth.RegistrationToken;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.refusal.AdminReason;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.Credential;
import dev.postern.store.FederatedCredential;
import dev.postern.store.InvitationCredential;
import dev.postern.store.OpenIdCredential;
import dev.postern.store.PasskeyCredential;
import dev.postern.store.TenantName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * People among the apps: whoever has a passkey, or an invitation to make one, or signs in by an
 * OpenID provider, is a person (decisions 0031 and 0035). He has no credentials of machines, and no
 * machine has his.
 */
public final class People {

  /** The longest that a person's token is to live: the end of a session, whatever he does. */
  static final Duration SESSION = Duration.ofHours(8);

  private People() {}

  /** Refuses what would make a person of a machine, or the other way round. */
  static void requireKind(List<Credential> present, NewCredential wanted) throws Refusal {
    boolean person = present.stream().anyMatch(People::ofPeople);
    boolean machine = present.stream().anyMatch(each -> !ofPeople(each) && !ofBoth(each));
    if (present.stream().anyMatch(OpenIdCredential.class::isInstance)) {
      throw new Refusal(
          new AdminReason.Conflict(
              "The app is a person, who signs in by the OpenID provider alone."));
    }
    boolean invited = wanted instanceof NewCredential.Invitation;
    if (invited && machine) {
      throw new Refusal(
          new AdminReason.Conflict("The app is a machine: it has credentials that people do not."));
    }
    if (person && !invited && !(wanted instanceof NewCredential.Federated)) {
      throw new Refusal(
          new AdminReason.Conflict("The app is a person, who signs in with passkeys alone."));
    }
  }

  /** An invitation ends soon, whatever becomes of it. */
  static void requireEnd(Credential credential, @Nullable Instant end) throws Refusal {
    if (credential instanceof InvitationCredential invitation
        && (end == null
            || end.isAfter(invitation.createdAt().plus(NewCredential.LONGEST_INVITATION)))) {
      throw AdminReason.Invalid.at(
          "/" + NewCredential.EXPIRES_AT, "is at most 7 days behind the making of an invitation");
    }
  }

  private static boolean ofPeople(Credential credential) {
    return credential instanceof PasskeyCredential || credential instanceof InvitationCredential;
  }

  private static boolean ofBoth(Credential credential) {
    return credential instanceof FederatedCredential;
  }

  /** What is shown of an invitation, once: the text that opens, and the link for a browser. */
  static JsonObject shown(ClientId app, RegistrationToken token, String console) {
    String invitation = app + "." + token.reveal();
    return JsonObject.builder()
        .put("invitation", invitation)
        .put("invitation_url", link(console, invitation))
        .build();
  }

  /**
   * Where a browser makes a passkey by an invitation; what stands behind the # it sends nowhere.
   */
  static String link(String console, String invitation) {
    return console + "/join#" + invitation;
  }

  /** Where the person of a tenant makes his passkey; an invitation to nowhere is refused. */
  static String console(PublicAddress address, TenantName tenant) throws Refusal {
    return address
        .console(tenant)
        .orElseThrow(() ->
            new Refusal(
                new AdminReason.Conflict(
                    "The console is turned off: nobody could follow an invitation.")));
  }
}
