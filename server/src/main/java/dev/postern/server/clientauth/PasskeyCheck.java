package dev.postern.server.clientauth;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.data.extension.authenticator.AuthenticationExtensionsAuthenticatorOutputs;
import com.webauthn4j.server.ServerProperty;
import dev.postern.store.PasskeyCredential;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The ceremonies of W3C Web Authentication (sections 7.1 and 7.2), by webauthn4j. Nothing of that
 * library is loaded before the first passkey is used.
 *
 * <p>Whoever the person is was looked at by his authenticator (user verification). Who made the
 * authenticator is not asked (attestation). Counters of signatures are not kept: passkeys that are
 * carried from device to device have none.
 *
 * <p>What is malformed the library tells by exceptions of its own, of Jackson's and of the JDK's:
 * whatever it throws at what a stranger sent, that does not stand.
 */
public final class PasskeyCheck {

  /** The algorithms that passkeys may sign with: their numbers in COSE. */
  public static final List<Long> ALGORITHMS = List.of(-7L, -8L, -257L);

  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private PasskeyCheck() {}

  /** The library, loaded with its first use. */
  private static final class Library {
    static final ObjectConverter CONVERTER = new ObjectConverter();
    static final WebAuthnManager MANAGER =
        WebAuthnManager.createNonStrictWebAuthnManager(CONVERTER);
    static final AttestedCredentialDataConverter KEYS =
        new AttestedCredentialDataConverter(CONVERTER);
    static final List<PublicKeyCredentialParameters> TAKEN =
        ALGORITHMS.stream()
            .map(number ->
                new PublicKeyCredentialParameters(
                    PublicKeyCredentialType.PUBLIC_KEY, COSEAlgorithmIdentifier.create(number)))
            .toList();
  }

  /** Whether {@code answer} is what the passkey that is known signs for this challenge. */
  static boolean signsIn(PasskeyAnswer answer, PasskeyCredential.Known known, RelyingParty party) {
    AttestedCredentialData key = Library.KEYS.convert(Base64.getUrlDecoder().decode(known.key()));
    CredentialRecordImpl record =
        new CredentialRecordImpl(
            new NoneAttestationStatement(),
            null,
            null,
            null,
            0,
            key,
            new AuthenticationExtensionsAuthenticatorOutputs<>(),
            null,
            null,
            null);
    AuthenticationParameters wanted =
        new AuthenticationParameters(
            server(answer, party), record, List.of(key.getCredentialId()), true, true);
    try {
      Library.MANAGER.verifyAuthenticationResponseJSON(answer.json().text(), wanted);
      return true;
    } catch (RuntimeException unsound) {
      return false;
    }
  }

  /** The passkey that {@code answer} is the making of; empty where it does not stand. */
  public static Optional<PasskeyCredential.Known> made(PasskeyAnswer answer, RelyingParty party) {
    RegistrationParameters wanted =
        new RegistrationParameters(server(answer, party), Library.TAKEN, true, true);
    try {
      RegistrationData made =
          Library.MANAGER.verifyRegistrationResponseJSON(answer.json().text(), wanted);
      return Optional.ofNullable(made.getAttestationObject())
          .flatMap(object ->
              Optional.ofNullable(object.getAuthenticatorData().getAttestedCredentialData()))
          .map(key ->
              new PasskeyCredential.Known(
                  ENCODER.encodeToString(key.getCredentialId()),
                  ENCODER.encodeToString(Library.KEYS.convert(key))));
    } catch (RuntimeException unsound) {
      return Optional.empty();
    }
  }

  private static ServerProperty server(PasskeyAnswer answer, RelyingParty party) {
    Set<Origin> origins =
        party.origins().stream().map(Origin::create).collect(Collectors.toUnmodifiableSet());
    return ServerProperty.builder()
        .origins(origins)
        .rpId(party.id())
        .challenge(new DefaultChallenge(Base64.getUrlDecoder().decode(answer.challenge())))
        .build();
  }
}
