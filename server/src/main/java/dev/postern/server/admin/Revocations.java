package dev.postern.server.admin;

import dev.postern.protocol.Audience;
import dev.postern.protocol.ClientId;
import dev.postern.protocol.Issuer;
import dev.postern.protocol.KeyId;
import dev.postern.protocol.TokenId;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.token.AccessToken;
import dev.postern.protocol.token.TokenCheck;
import dev.postern.protocol.token.TokenFault;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.refusal.AdminReason;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.revocation.TokenRevocation;
import dev.postern.server.signing.KeyRing;
import dev.postern.store.ApiId;
import dev.postern.store.ApiIdentifier;
import dev.postern.store.AppEntry;
import dev.postern.store.Credential;
import dev.postern.store.CredentialId;
import dev.postern.store.Grant;
import dev.postern.store.LiveRevocation.Place;
import dev.postern.store.Revocation;
import dev.postern.store.TenantName;
import dev.postern.store.TenantReader;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Acts of revocation: tokens that are out die, and the thing itself stays as it is, in a new epoch.
 */
public final class Revocations {

  private static final String KIND = "kind";
  private static final String CLIENT_ID = "client_id";
  private static final String API_ID = "api_id";
  private static final String TOKEN = "token";
  private static final String GRANT = "grant";

  private static final Pattern CURSOR = Pattern.compile("[0-9]{1,18}\\.[0-9]{1,9}");

  private final Changes changes;
  private final SigningKeys signing;
  private final KeyRing ring;
  private final PublicAddress address;
  private final InstantSource clock;

  Revocations(
      Changes changes,
      SigningKeys signing,
      KeyRing ring,
      PublicAddress address,
      InstantSource clock) {
    this.changes = changes;
    this.signing = signing;
    this.ring = ring;
    this.address = address;
    this.clock = clock;
  }

  /** A part of the list of what is revoked now, oldest first: one item for each entry. */
  public JsonObject list(TenantName tenant, Filters query) throws Refusal {
    Paging paging = query.paging();
    Place after = query.cursor(paging, CURSOR).map(Revocations::place).orElse(Place.START);
    query.finish();
    return changes.read(
        tenant,
        reader ->
            paging.shown(
                reader.revocations(clock.instant(), after, paging.page().limit()),
                each -> view(each.revocation()),
                each -> cursor(each.place())));
  }

  private static String cursor(Place place) {
    return place.seq() + "." + place.position();
  }

  private static Place place(String cursor) {
    int point = cursor.indexOf('.');
    return new Place(
        Long.parseLong(cursor.substring(0, point)), Integer.parseInt(cursor.substring(point + 1)));
  }

  private static JsonObject view(Revocation revocation) {
    return JsonObject.builder()
        .put("id", revocation.id())
        .put(KIND, revocation.entry().kind())
        .put("value", revocation.entry().value())
        .put("until", revocation.entry().until().toString())
        .put("recorded_at", revocation.recordedAt().toString())
        .build();
  }

  /** What one act is to close; the answer is how the audit log names it. */
  @FunctionalInterface
  private interface Act {
    String on(Edit edit) throws Refusal;
  }

  /**
   * Whether the body names, by itself, a token of the caller's own app: whoever calls may give back
   * what he calls with, as a session that ends.
   */
  public boolean own(Actor by, JsonObject body) throws Refusal {
    if (!(body.members().get(KIND) instanceof JsonString kind && kind.value().equals(TOKEN))
        || !(body.members().get(TOKEN) instanceof JsonString compact)
        || compact.value().length() > TokenCheck.LIMIT) {
      return false;
    }
    return changes.read(
        by.tenant(),
        reader -> token(by.tenant(), reader, compact.value()).clientId().equals(by.clientId()));
  }

  /** Revokes what the body names. */
  public Made create(Actor by, JsonObject body, Optional<Once> once) throws Refusal {
    Fields fields = new Fields(body);
    Act act = act(by, fields);
    fields.finish();
    JsonObject cost = cost(by.tenant(), body);
    return changes.make(
        by,
        once,
        bounds(by, body),
        edit -> {
          String target = act.on(edit);
          JsonObject answer =
              JsonObject.builder()
                  .putAll(edit.closing().told(edit.recordClosed()))
                  .putAll(cost)
                  .build();
          edit.log(TokenRevocation.ACTION, target, JsonNull.NULL, answer);
          return new Made("", answer, 0, Set.of());
        });
  }

  /** Who is limited to chosen APIs revokes what is granted there, and what he calls with. */
  private Changes.Bounds bounds(Actor by, JsonObject body) throws Refusal {
    if (!by.reach().limited() || owned(by, body)) {
      return reach -> {};
    }
    Optional<ApiId> at =
        new JsonString(GRANT).equals(body.members().get(KIND))
                && body.members().get(API_ID) instanceof JsonString id
            ? Named.apiId(id.value())
            : Optional.empty();
    return reach -> {
      if (at.isEmpty() || !reach.covers(at.get())) {
        reach.requireAll();
      }
    };
  }

  /** What is no token of this tenant is nobody's own. */
  private boolean owned(Actor by, JsonObject body) {
    try {
      return own(by, body);
    } catch (Refusal noToken) {
      return false;
    }
  }

  /**
   * What the end of a key costs. It is counted before the change, which is not to wait for it: in
   * an emergency it comes first.
   */
  private JsonObject cost(TenantName tenant, JsonObject body) throws Refusal {
    if (!(body.members().get("kid") instanceof JsonString kid)) {
      return JsonObject.EMPTY;
    }
    return signing
        .cost(tenant, kid.value())
        .map(cost -> JsonObject.builder().put("cost", cost.json()).build())
        .orElse(JsonObject.EMPTY);
  }

  private Act act(Actor by, Fields fields) {
    List<String> kinds = List.of(TOKEN, "app", "credential", GRANT, "key", "tenant");
    if (!fields.has(KIND)) {
      fields.wrong(KIND, "is missing");
    }
    return switch (fields.choice(KIND, "", kinds)) {
      case TOKEN -> token(by, fields);
      case "app" -> app(name(fields, CLIENT_ID));
      case "credential" -> credential(name(fields, CLIENT_ID), name(fields, "id"));
      case GRANT -> grant(name(fields, CLIENT_ID), name(fields, API_ID));
      case "key" -> key(fields.requiredText("kid", KeyId.LIMIT));
      case "tenant" -> Revocations::tenant;
      // The kind is wrong, which will be told; what else there is cannot be judged without it.
      default -> {
        fields.passAll();
        yield edit -> "";
      }
    };
  }

  private static String name(Fields fields, String member) {
    return fields.requiredText(member, ClientId.LIMIT);
  }

  /** By the token itself, which must be one of this tenant, or by its {@code jti}. */
  private Act token(Actor by, Fields fields) {
    Optional<String> compact = fields.text(TOKEN, 1, TokenCheck.LIMIT);
    Optional<String> jti = fields.text("jti", 1, TokenId.LIMIT);
    if (compact.isPresent() == jti.isPresent()) {
      fields.wrong("jti", "or token names the token, one of them");
      return edit -> "";
    }
    if (compact.isPresent()) {
      return edit -> {
        AccessToken token = token(by.tenant(), edit.tenant(), compact.get());
        edit.closing().token(token.id(), token.expiresAt());
        return "token/" + token.id();
      };
    }
    Optional<TokenId> id = jti.flatMap(TokenId::parse);
    if (id.isEmpty()) {
      fields.wrong("jti", "is no token's id");
      return edit -> "";
    }
    return edit -> {
      edit.closing().token(id.get());
      return "token/" + id.get();
    };
  }

  private AccessToken token(TenantName tenant, TenantReader reader, String compact) throws Refusal {
    Issuer issuer = address.issuer(tenant);
    TokenCheck check =
        new TokenCheck(
            issuer,
            aud ->
                Audience.parse(aud)
                    .flatMap(audience -> reader.api(ApiIdentifier.of(audience, issuer)))
                    .isPresent());
    try {
      // One that is bound can be called back, too, without its key.
      return check.checkUnproved(TokenCheck.parse(compact), ring.verification(tenant));
    } catch (TokenFault fault) {
      throw AdminReason.Invalid.at("/token", "is no token of this tenant");
    }
  }

  private static Act app(String clientId) {
    return edit -> {
      AppEntry entry = entry(edit, clientId);
      edit.closing().app(entry);
      edit.tenant().put(entry.app().inEpoch(entry.app().status(), edit.number()));
      return "app/" + clientId;
    };
  }

  private static Act credential(String clientId, String id) {
    return edit -> {
      AppEntry entry = entry(edit, clientId);
      Optional<CredentialId> named = ClientId.parse(id).map(it -> new CredentialId(id));
      Credential credential =
          entry.credentials().stream()
              .filter(each -> named.isPresent() && each.id().equals(named.get()))
              .findFirst()
              .orElseThrow(() -> AdminReason.Invalid.at("/id", "names no credential of the app"));
      edit.closing().credential(entry, credential);
      edit.tenant().put(credential.inEpoch(edit.number()));
      return Credentials.target(credential);
    };
  }

  private static Act grant(String clientId, String apiId) {
    return edit -> {
      AppEntry entry = entry(edit, clientId);
      Grant grant =
          Named.apiId(apiId)
              .flatMap(entry::grant)
              .orElseThrow(
                  () -> AdminReason.Invalid.at("/api_id", "names no API that is granted the app"));
      edit.closing().grant(grant);
      edit.tenant().put(grant.inEpoch(grant.scopes(), edit.number()));
      return "grant/" + clientId + "/" + apiId;
    };
  }

  private Act key(String kid) {
    return edit -> {
      KeyId id =
          KeyId.parse(kid)
              .orElseThrow(() -> AdminReason.Invalid.at("/kid", "names no key that signs"));
      signing.revoke(edit, id);
      return "key/" + id;
    };
  }

  /** Every token is for an API, so closing all APIs closes every token and nothing to come. */
  private static String tenant(Edit edit) {
    Tenants.closeAll(edit);
    return "tenant/" + edit.tenant().tenant().name();
  }

  private static AppEntry entry(Edit edit, String clientId) throws Refusal {
    return ClientId.parse(clientId)
        .flatMap(edit.tenant()::app)
        .orElseThrow(() -> AdminReason.Invalid.at("/client_id", "names no app"));
  }
}
