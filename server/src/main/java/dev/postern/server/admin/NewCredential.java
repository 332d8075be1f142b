package dev.postern.server.admin;

import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.PublicJwk;
import dev.postern.server.certificates.Acceptance;
import dev.postern.server.clientauth.ImportedHash;
import dev.postern.server.keysets.Destinations;
import dev.postern.store.AcceptedCertificate;
import dev.postern.store.AssertionRules;
import dev.postern.store.CredentialFilter;
import dev.postern.store.KeySetUrl;
import dev.postern.store.Principal;
import dev.postern.store.Trust;
import dev.postern.store.TrustedKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A credential that somebody wants an app to have, read from the body of a request. */
sealed interface NewCredential {

  /** The {@code type} of a secret. */
  String SECRET_TYPE = "client_secret";

  /** The {@code type} of a public key. */
  String KEY_TYPE = "public_key";

  /** The {@code type} of a certificate. */
  String CERTIFICATE_TYPE = "certificate";

  String PEM = "pem";

  /** The {@code type} of the word of another issuer. */
  String FEDERATED_TYPE = "federated";

  /** The {@code type} of a passkey, which only its owner can make. */
  String PASSKEY_TYPE = "passkey";

  /** The {@code type} of an invitation to make one. */
  String INVITATION_TYPE = "invitation";

  /** The {@code type} of the OpenID provider's word, which only a sign-in makes. */
  String OPENID_TYPE = "openid";

  String ISSUER = "issuer";
  String SUBJECT = "subject";
  String REUSABLE = "reusable";
  String SECRET_HASH = "secret_hash";
  String JWK = "jwk";
  String JWKS_URI = "jwks_uri";
  String TOKEN_ENDPOINT_AUDIENCE = "accept_token_endpoint_audience";
  String TYPE_REQUIRED = "require_assertion_typ";
  String EXPIRES_AT = "expires_at";

  Duration USUAL_INVITATION = Duration.ofHours(24);
  Duration LONGEST_INVITATION = Duration.ofDays(7);

  /** A secret that never ends: what an app is born with where nothing else is said. */
  NewCredential USUAL = new Secret(Optional.empty());

  /** What the Admin API calls credentials that are {@code what}. */
  static String type(CredentialFilter.Type what) {
    return switch (what) {
      case SECRET -> SECRET_TYPE;
      case KEY -> KEY_TYPE;
      case CERTIFICATE -> CERTIFICATE_TYPE;
      case FEDERATED -> FEDERATED_TYPE;
      case PASSKEY -> PASSKEY_TYPE;
      case INVITATION -> INVITATION_TYPE;
      case OPENID -> OPENID_TYPE;
    };
  }

  /** When it is to end. */
  Optional<Instant> end();

  /** A secret, which Postern makes. */
  record Secret(Optional<Instant> end) implements NewCredential {}

  /** A secret that another server made, by its hash there. */
  record Imported(String hash, String scheme, Optional<Instant> end) implements NewCredential {

    /** Says nothing of the hash. */
    @Override
    public String toString() {
      return "Imported[" + scheme + "]";
    }
  }

  /** A public key, whose owner has the private half. */
  record Key(PublicJwk key, AssertionRules rules, Optional<Instant> end) implements NewCredential {}

  /** The keys that stand at a URL. */
  record KeySet(KeySetUrl url, AssertionRules rules, Optional<Instant> end)
      implements NewCredential {}

  /** A certificate that is shown in TLS. */
  record Certificate(AcceptedCertificate accepted, Optional<Instant> end)
      implements NewCredential {}

  /** An invitation to make a passkey; it ends a day after its making, where nothing is said. */
  record Invitation(Optional<Instant> end) implements NewCredential {}

  /** The word of another issuer. */
  record Federated(Trust trust, Optional<Instant> end) implements NewCredential {}

  /**
   * Reads one; mistakes are told with those of {@code fields}, and what comes back then is not to
   * be used.
   *
   * @param destinations where keys may be fetched from
   */
  static NewCredential read(Fields fields, Destinations destinations, Instant now) {
    String type =
        fields.choice(
            "type",
            SECRET_TYPE,
            List.of(SECRET_TYPE, KEY_TYPE, CERTIFICATE_TYPE, FEDERATED_TYPE, INVITATION_TYPE));
    Optional<Instant> end = end(fields, now);
    return switch (type) {
      case KEY_TYPE -> key(fields, destinations, end);
      case CERTIFICATE_TYPE -> certificate(fields, end, now);
      case FEDERATED_TYPE -> federated(fields, destinations, end);
      case INVITATION_TYPE -> invitation(fields, end, now);
      default -> secret(fields, end);
    };
  }

  private static NewCredential invitation(Fields fields, Optional<Instant> end, Instant now) {
    if (end.isPresent() && end.get().isAfter(now.plus(LONGEST_INVITATION))) {
      fields.wrong(EXPIRES_AT, "is at most 7 days from now");
    }
    return new Invitation(Optional.of(end.orElse(now.plus(USUAL_INVITATION))));
  }

  /** The member that a name of that kind is sent as. */
  static String member(AcceptedCertificate.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** RFC 8705 2.1.2: exactly one of the names; or the certificate itself. */
  private static NewCredential certificate(Fields fields, Optional<Instant> end, Instant now) {
    List<AcceptedCertificate.Kind> sent =
        Arrays.stream(AcceptedCertificate.Kind.values())
            .filter(kind -> fields.has(member(kind)))
            .toList();
    boolean itself = fields.has(PEM);
    if (sent.size() + (itself ? 1 : 0) != 1) {
      fields.wrong(
          PEM,
          "or one of subject_dn, san_dns, san_uri, san_ip and san_email is wanted, and no more");
      return USUAL;
    }
    Optional<AcceptedCertificate> accepted =
        itself ? itself(fields, now) : named(fields, sent.getFirst());
    return accepted.<NewCredential>map(it -> new Certificate(it, end)).orElse(USUAL);
  }

  private static Optional<AcceptedCertificate> itself(Fields fields, Instant now) {
    return fields
        .lines(PEM, Acceptance.LONGEST_PEM)
        .flatMap(pem -> Acceptance.itself(pem, now, why -> fields.wrong(PEM, why)));
  }

  private static Optional<AcceptedCertificate> named(Fields fields, AcceptedCertificate.Kind kind) {
    String name = member(kind);
    return fields
        .text(name, 1, Acceptance.LONGEST_NAME)
        .flatMap(value -> Acceptance.named(kind, value, why -> fields.wrong(name, why)));
  }

  private static NewCredential federated(
      Fields fields, Destinations destinations, Optional<Instant> end) {
    String issuer = fields.requiredText(ISSUER, Principal.LONGEST);
    String subject = fields.requiredText(SUBJECT, Principal.LONGEST);
    boolean reusable = fields.flag(REUSABLE);
    NewCredential keys = keys(fields, destinations, AssertionRules.USUAL, end);
    if (!Principal.possible(issuer) || !Principal.possible(subject)) {
      return USUAL;
    }
    Principal principal = new Principal(issuer, subject);
    return switch (keys) {
      case Key(var key, _, _) ->
          new Federated(new Trust(principal, new TrustedKeys.Key(key), reusable), end);
      case KeySet(var url, _, _) ->
          new Federated(new Trust(principal, new TrustedKeys.Url(url), reusable), end);
      case Secret _, Imported _, Certificate _, Federated _, Invitation _ -> USUAL;
    };
  }

  private static NewCredential secret(Fields fields, Optional<Instant> end) {
    Optional<String> text = fields.text(SECRET_HASH, 1, ImportedHash.LONGEST);
    if (text.isEmpty()) {
      return new Secret(end);
    }
    return ImportedHash.parse(text.get(), why -> fields.wrong(SECRET_HASH, why))
        .<NewCredential>map(hash -> new Imported(text.get(), hash.scheme(), end))
        .orElse(USUAL);
  }

  /** When a credential is to end: in the future. */
  static Optional<Instant> end(Fields fields, Instant now) {
    Optional<Instant> end = fields.time(EXPIRES_AT);
    if (end.isPresent() && !end.get().isAfter(now)) {
      fields.wrong(EXPIRES_AT, "is in the past");
    }
    return end;
  }

  private static NewCredential key(
      Fields fields, Destinations destinations, Optional<Instant> end) {
    AssertionRules rules =
        AssertionRules.of(fields.flag(TOKEN_ENDPOINT_AUDIENCE), fields.flag(TYPE_REQUIRED));
    return keys(fields, destinations, rules, end);
  }

  private static NewCredential keys(
      Fields fields, Destinations destinations, AssertionRules rules, Optional<Instant> end) {
    boolean byUrl = fields.has(JWKS_URI);
    if (fields.has(JWK) && byUrl) {
      // RFC 7591 2: one or the other.
      fields.wrong(JWKS_URI, "stands beside jwk: one of them is wanted");
      return USUAL;
    }
    if (byUrl) {
      return keySet(fields, destinations, rules, end);
    }
    if (!fields.has(JWK)) {
      fields.wrong(JWK, "is missing, and jwks_uri as well");
      return USUAL;
    }
    Optional<JsonObject> jwk = fields.object(JWK);
    if (jwk.isEmpty()) {
      return USUAL;
    }
    try {
      return new Key(PublicJwk.register(jwk.get()), rules, end);
    } catch (JsonFault e) {
      fields.wrong(JWK, e.text());
      return USUAL;
    }
  }

  /** The keys that stand at {@code jwks_uri}; something else where that is wrong. */
  static NewCredential keySet(
      Fields fields, Destinations destinations, AssertionRules rules, Optional<Instant> end) {
    Optional<String> text = fields.text(JWKS_URI, 1, KeySetUrl.LONGEST);
    if (text.isEmpty()) {
      return USUAL;
    }
    String fault = KeySetUrl.fault(text.get());
    if (!fault.isEmpty()) {
      fields.wrong(JWKS_URI, fault);
      return USUAL;
    }
    KeySetUrl url = new KeySetUrl(text.get());
    if (destinations.refuses(url)) {
      fields.wrong(JWKS_URI, "is at an address that this server does not fetch from");
      return USUAL;
    }
    return new KeySet(url, rules, end);
  }
}
