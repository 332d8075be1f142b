package dev.postern.server.admin;

import dev.postern.protocol.Scopes;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import dev.postern.protocol.token.PublicJwk;
import dev.postern.server.keysets.Destinations;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.refusal.RegistrationReason;
import dev.postern.store.AssertionRules;
import dev.postern.store.AuthenticationMethod;
import dev.postern.store.Proof;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an app says of itself when it registers (RFC 7591 section 2), as far as it means anything to
 * a machine here. All else is passed over, links and pictures for people among it.
 *
 * @param name its name for people
 * @param method how it will prove itself
 * @param scope what it wants; empty: all that it can have
 * @param proof what its tokens are to be bound to
 * @param keys its keys, or where they are; none where it gets a secret
 * @param described what else is kept of it, as it will be shown
 */
record ClientMetadata(
    Optional<String> name,
    AuthenticationMethod method,
    Optional<Scopes> scope,
    Proof proof,
    List<NewCredential> keys,
    JsonObject described) {

  static final String NAME = "client_name";
  static final String METHOD = "token_endpoint_auth_method";
  static final String GRANT_TYPES = "grant_types";
  static final String RESPONSE_TYPES = "response_types";
  static final String SCOPE = "scope";
  static final String JWKS = "jwks";
  static final String KEYS = "keys";

  /** The one grant type that an app can register for. */
  static final List<String> GRANT = List.of("client_credentials");

  private static final int NAME_LENGTH = 128;
  private static final int MOST_LANGUAGES = 16;

  /** BCP 47, as far as its letters go. */
  private static final Pattern LOCALISED =
      Pattern.compile(NAME + "#[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8}){0,3}");

  private static final int MOST_TYPES = 16;
  private static final String CONTACTS = "contacts";
  private static final int MOST_CONTACTS = 10;
  private static final int TEXT = 256;
  private static final List<String> TEXTS = List.of("software_id", "software_version");
  private static final int MOST_KEYS = 16;

  /** RFC 7515 7.1. */
  private static final Pattern SIGNED =
      Pattern.compile("[A-Za-z0-9_-]++\\.[A-Za-z0-9_-]++\\.[A-Za-z0-9_-]++");

  /**
   * Reads it, and refuses what is malformed or contradicts itself.
   *
   * @param destinations where keys may be fetched from
   */
  static ClientMetadata read(JsonObject body, Destinations destinations) throws Refusal {
    refuseStatement(body);
    refuseRedirects(body);
    Fields fields = new Fields(body);
    // RFC 7591 2: what is not understood is ignored.
    fields.passAll();
    AuthenticationMethod method = method(fields);
    grantTypes(fields);
    ClientMetadata read =
        new ClientMetadata(
            fields.text(NAME, 1, NAME_LENGTH),
            method,
            scope(fields),
            Demanded.registered(fields),
            keys(fields, method, destinations),
            described(fields, body, method));
    fields.finish();
    return read;
  }

  /** RFC 7591 3.1.1: whose statements to believe is the server's to say; here it is nobody's. */
  private static void refuseStatement(JsonObject body) throws Refusal {
    Optional<JsonValue> statement = value(body, "software_statement");
    if (statement.isPresent()) {
      boolean signed =
          statement.get() instanceof JsonString text && SIGNED.matcher(text.value()).matches();
      throw new Refusal(
          signed
              ? RegistrationReason.UNAPPROVED_STATEMENT
              : RegistrationReason.MALFORMED_STATEMENT);
    }
  }

  private static void refuseRedirects(JsonObject body) throws Refusal {
    Optional<JsonValue> uris = value(body, "redirect_uris");
    if (uris.isPresent() && !uris.get().equals(new JsonArray(List.of()))) {
      throw new Refusal(RegistrationReason.REDIRECT_URIS);
    }
  }

  private static Optional<JsonValue> value(JsonObject body, String name) {
    return body.member(name).filter(value -> value != JsonNull.NULL);
  }

  private static AuthenticationMethod method(Fields fields) {
    AuthenticationMethod[] all = AuthenticationMethod.values();
    // RFC 7591 2: the default.
    AuthenticationMethod usual = AuthenticationMethod.CLIENT_SECRET_BASIC;
    String chosen =
        fields.choice(
            METHOD, usual.text(), Arrays.stream(all).map(AuthenticationMethod::text).toList());
    return AuthenticationMethod.parse(chosen).orElse(usual);
  }

  /** RFC 7591 2.1: the two go together, and what this grant type goes with is no response type. */
  private static void grantTypes(Fields fields) {
    List<String> grants = fields.texts(GRANT_TYPES, MOST_TYPES);
    if (!grants.isEmpty() && !grants.equals(GRANT)) {
      fields.wrong(GRANT_TYPES, "can only be client_credentials");
    }
    List<String> responses = fields.texts(RESPONSE_TYPES, MOST_TYPES);
    if (!responses.isEmpty() && !responses.equals(List.of("none"))) {
      fields.wrong(RESPONSE_TYPES, "is empty with client_credentials");
    }
  }

  private static Optional<Scopes> scope(Fields fields) {
    // RFC 6749 3.3: at least one; who wants nothing must not get everything.
    Optional<String> text = fields.text(SCOPE, 1, Scopes.TEXT_LIMIT);
    Optional<Scopes> scopes = text.flatMap(Scopes::parse);
    if (text.isPresent() && scopes.isEmpty()) {
      fields.wrong(SCOPE, "is a list of at most 100 scopes, parted by single spaces");
    }
    return scopes;
  }

  private static List<NewCredential> keys(
      Fields fields, AuthenticationMethod method, Destinations destinations) {
    boolean byValue = fields.has(JWKS);
    boolean byUrl = fields.has(NewCredential.JWKS_URI);
    if (byValue && byUrl) {
      // RFC 7591 2: one or the other.
      fields.wrong(NewCredential.JWKS_URI, "stands beside jwks: one of them is wanted");
      return List.of();
    }
    return switch (method) {
      case CLIENT_SECRET_BASIC, CLIENT_SECRET_POST -> {
        if (byValue || byUrl) {
          fields.wrong(byValue ? JWKS : NewCredential.JWKS_URI, "goes with private_key_jwt alone");
        }
        yield List.of();
      }
      case PRIVATE_KEY_JWT -> {
        if (byUrl) {
          yield List.of(
              NewCredential.keySet(fields, destinations, AssertionRules.USUAL, Optional.empty()));
        }
        if (!byValue) {
          fields.wrong(JWKS, "is missing, and jwks_uri as well");
        }
        yield fields.within(JWKS, ClientMetadata::listed).orElse(List.of());
      }
    };
  }

  private static List<NewCredential> listed(Fields jwks) {
    jwks.passAll();
    List<NewCredential> keys = new ArrayList<>();
    List<JsonValue> values = jwks.array(KEYS, MOST_KEYS);
    if (values.isEmpty()) {
      jwks.wrong(KEYS, "are 1 to 16 keys");
    }
    for (int i = 0; i < values.size(); i++) {
      String at = KEYS + "/" + i;
      try {
        if (!(values.get(i) instanceof JsonObject jwk)) {
          throw new JsonFault("is an object");
        }
        PublicJwk key = PublicJwk.register(jwk);
        if (keys.stream().anyMatch(other -> rivals(other, key))) {
          throw new JsonFault("is there already, or its kid is");
        }
        keys.add(new NewCredential.Key(key, AssertionRules.USUAL, Optional.empty()));
      } catch (JsonFault e) {
        jwks.wrong(at, e.text());
      }
    }
    return keys;
  }

  /** Whether one app cannot have both: it is the same key, or another of the same name. */
  static boolean rivals(NewCredential other, PublicJwk key) {
    return other instanceof NewCredential.Key there
        && (there.key().id().equals(key.id()) || there.key().thumbprint().equals(key.thumbprint()));
  }

  /** Whether its keys are at a URL of its choice. */
  boolean byUrl() {
    return keys.stream().anyMatch(NewCredential.KeySet.class::isInstance);
  }

  private static JsonObject described(Fields fields, JsonObject body, AuthenticationMethod method) {
    JsonObject.Builder described = JsonObject.builder();
    List<String> localised =
        body.members().keySet().stream().filter(name -> LOCALISED.matcher(name).matches()).toList();
    if (localised.size() > MOST_LANGUAGES) {
      fields.wrong(NAME, "is in at most 16 languages");
    } else {
      // RFC 7591 2.2
      localised.forEach(
          name -> fields.text(name, 1, NAME_LENGTH).ifPresent(text -> described.put(name, text)));
    }
    described.put(METHOD, method.text());
    List<String> contacts = fields.texts(CONTACTS, MOST_CONTACTS);
    if (!contacts.stream().allMatch(text -> Fields.printable(text, 1, TEXT))) {
      fields.wrong(CONTACTS, String.format(Locale.ROOT, "are texts of 1 to %d characters", TEXT));
    }
    if (!contacts.isEmpty()) {
      described.put(CONTACTS, JsonArray.ofStrings(contacts));
    }
    TEXTS.forEach(name -> fields.text(name, 1, TEXT).ifPresent(text -> described.put(name, text)));
    return described.build();
  }
}
