package dev.postern.server.clientauth;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.json.JsonFault;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.refusal.Awaited;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.TokenReason;
import dev.postern.store.AppEntry;
import dev.postern.store.Credential;
import dev.postern.store.PasskeyCredential;
import dev.postern.store.TenantRegistry;
import java.time.Instant;
import java.util.Optional;

/**
 * By a person's passkey, which answers a challenge of ours. Whether it stands is looked at on a
 * thread that may wait, for the library takes its time; who has shown no passkey that is registered
 * here costs nothing of that.
 */
final class PasskeyAuthentication {

  /** So many answers are remembered between the check and the request that asks once more. */
  private static final int MOST = 1_000;

  /** An answer and what it is of: both as they were, since what is registered may change. */
  private record Checked(TenantRegistry tenant, PasskeyCredential.Known known, String answer) {}

  private final PublicAddress address;
  private final Pepper pepper;
  private final UsedAssertions used;
  private final Recent<Checked, Boolean> checked = new Recent<>(MOST);

  PasskeyAuthentication(PublicAddress address, Pepper pepper, UsedAssertions used) {
    this.address = address;
    this.pepper = pepper;
    this.used = used;
  }

  Recognized recognize(TenantRegistry tenant, PasskeyProof proof, Instant now) throws Refusal {
    PasskeyAnswer answer = answer(proof);
    Stamp.Use use = new Stamp.Use(Stamp.Purpose.SIGN_IN, tenant.tenant().name());
    Stamp challenge =
        Stamp.read(pepper, use, answer.challenge(), now)
            .orElseThrow(() -> new Refusal(TokenReason.ASSERTION_OUT_OF_TIME));
    AppEntry app =
        answer
            .userHandle()
            .flatMap(ClientId::parse)
            .flatMap(tenant::app)
            .orElseThrow(() -> new Refusal(TokenReason.CLIENT_UNKNOWN));
    PasskeyCredential passkey = passkey(app, answer.name());
    if (!stands(tenant, app, passkey, answer, proof)) {
      throw new Refusal(TokenReason.PROOF_WRONG);
    }
    return used.once(Admission.admitted(new Proven(tenant, app, passkey), proof, now), challenge);
  }

  private static PasskeyAnswer answer(PasskeyProof proof) throws Refusal {
    PasskeyAnswer answer;
    try {
      answer = PasskeyAnswer.parse(proof.assertion());
    } catch (JsonFault e) {
      throw new Refusal(TokenReason.PROOF_WRONG);
    }
    // RFC 7521 4.2: the parameter may be left out, and says the same where it is not.
    if (proof.clientId().isPresent() && !proof.clientId().equals(answer.userHandle())) {
      throw new Refusal(TokenReason.PROOF_WRONG);
    }
    return answer;
  }

  private static PasskeyCredential passkey(AppEntry app, String name) throws Refusal {
    for (Credential each : app.credentials()) {
      if (each instanceof PasskeyCredential passkey && passkey.known().name().equals(name)) {
        return passkey;
      }
    }
    throw new Refusal(TokenReason.PROOF_WRONG);
  }

  /** Whether the answer stands; refuses with what to wait for where that is not known yet. */
  private boolean stands(
      TenantRegistry tenant,
      AppEntry app,
      PasskeyCredential passkey,
      PasskeyAnswer answer,
      PasskeyProof proof)
      throws Refusal {
    Checked what = new Checked(tenant, passkey.known(), proof.assertion());
    Optional<Boolean> known = checked.take(what);
    if (known.isPresent()) {
      return known.get();
    }
    RelyingParty party = RelyingParty.of(address, tenant.tenant().name());
    throw new Refusal(
        new Awaited(
            app.app().clientId(),
            () -> checked.put(what, PasskeyCheck.signsIn(answer, passkey.known(), party)),
            TokenReason.PROOF_WRONG));
  }
}
