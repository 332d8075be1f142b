package dev.postern.server.admin;

import dev.postern.protocol.Audience;
import dev.postern.protocol.Claim;
import dev.postern.protocol.ClientId;
import dev.postern.protocol.Scopes;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import dev.postern.protocol.token.TokenCheck;
import dev.postern.server.access.Examination;
import dev.postern.server.config.PublicAddress;
import dev.postern.server.policy.Explanation;
import dev.postern.server.policy.Explanation.Outlook;
import dev.postern.server.policy.Explanation.Request;
import dev.postern.server.policy.Explanation.Shown;
import dev.postern.server.refusal.Finding;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.AppEntry;
import dev.postern.store.Credential;
import dev.postern.store.Registry;
import dev.postern.store.TenantRegistry;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Why a token request would be answered as it would be, and why a token stands or does not. It
 * changes nothing, asks this node's registry as the token endpoint does, and keeps no record of
 * what it was asked.
 */
public final class Explanations {

  private static final String TOKEN = "token";
  private static final String CLIENT_ID = "client_id";
  private static final String GRANT_TYPE = "grant_type";
  private static final String RESOURCE = "resource";
  private static final String SCOPE = "scope";
  private static final String CLAIMS = "claims";
  private static final String CREDENTIAL = "credential_id";
  private static final String ADDRESS = "address";
  private static final String CLIENT_CREDENTIALS = "client_credentials";
  private static final String UNTOLD = "it is not told here";

  /** The rules of a request that look at the credential by which it comes. */
  private static final Set<String> OF_CREDENTIALS =
      Set.of(
          "credential_known",
          "credential_fits",
          "credential_live",
          "credential_taken",
          "credential_lasts");

  private static final int LONGEST_TYPE = 128;
  private static final int LONGEST_ADDRESS = 64;
  private static final int CLAIMS_BYTES = 4096;
  private static final int CLAIM_NAME = 128;

  private final Registry registry;
  private final PublicAddress address;
  private final Examination examination;

  Explanations(Registry registry, PublicAddress address, Examination examination) {
    this.registry = registry;
    this.address = address;
    this.examination = examination;
  }

  /** Explains the request or the token that {@code body} holds. */
  public JsonObject explain(Actor by, JsonObject body) throws Refusal {
    Fields fields = new Fields(body);
    if (!fields.has(TOKEN)) {
      return request(by, fields);
    }
    String token = fields.requiredText(TOKEN, TokenCheck.LIMIT);
    if (fields.has(CLIENT_ID)) {
      fields.wrong(TOKEN, "is explained alone: a request has no token");
      fields.passAll();
    }
    fields.finish();
    Examination.Report report = examination.of(by.tenant(), token, by.at());
    Optional<String> audience =
        report
            .claims()
            .map(claims -> claims.members().get(Claim.AUD))
            .filter(JsonString.class::isInstance)
            .map(aud -> ((JsonString) aud).value());
    requireReached(by, audience);
    return view(report, told(by, report));
  }

  /**
   * Refuses who is limited to chosen APIs unless this is about one of them. Whether another is
   * there makes no difference.
   */
  private void requireReached(Actor by, Optional<String> audience) throws Refusal {
    boolean reached =
        audience
            .flatMap(called -> tenant(by).api(called, address.issuer(by.tenant())))
            .filter(api -> by.reach().covers(api.id()))
            .isPresent();
    if (!reached) {
      by.reach().requireAll();
    }
  }

  private TenantRegistry tenant(Actor by) {
    return registry
        .tenant(by.tenant())
        .orElseThrow(() -> new IllegalStateException("no such tenant"));
  }

  private static JsonObject view(Examination.Report report, List<Finding> findings) {
    return JsonObject.builder()
        .put("active", report.active())
        .put("rules", rules(findings))
        .put("header", report.header().<JsonValue>map(it -> it).orElse(JsonNull.NULL))
        .put(CLAIMS, report.claims().<JsonValue>map(it -> it).orElse(JsonNull.NULL))
        .build();
  }

  private JsonObject request(Actor by, Fields fields) throws Refusal {
    TenantRegistry tenant = tenant(by);
    if (!fields.has(CLIENT_ID)) {
      fields.wrong(CLIENT_ID, "is missing, and so is a token");
    }
    Optional<AppEntry> app =
        fields
            .text(CLIENT_ID, 1, ClientId.LIMIT)
            .flatMap(ClientId::parse)
            .flatMap(tenant::app)
            .filter(it -> ReachedApps.known(by, it));
    grantType(fields);
    Optional<Credential> named = credential(fields, app);
    Optional<InetAddress> from = from(fields);
    Optional<String> target = target(fields);
    Optional<Scopes> scopes = scopes(fields);
    JsonObject claims = claims(fields);
    Shown shown = shown(fields);
    Instant at = fields.time("at").orElse(by.at());
    if (fields.has(CREDENTIAL)) {
      // Before it is told whether there is one of that name.
      by.reach().requireAll();
    }
    fields.finish();
    requireReached(by, target);
    Request request =
        new Request(
            tenant,
            address.issuer(by.tenant()),
            app,
            Optional.empty(),
            from,
            target,
            scopes,
            claims,
            shown);
    if (by.reach().limited()) {
      return view(beside(request, by.at(), at), Optional.empty(), List.of(), at);
    }
    List<Credential> which = named.map(List::of).orElseGet(() -> credentials(app));
    List<Candidate> candidates = candidates(which, request, at);
    Optional<Candidate> best =
        candidates.stream().min(Comparator.comparingLong(Candidate::obstacles));
    Explanation told =
        best.map(Candidate::explanation).orElseGet(() -> Explanation.of(request, at));
    return view(
        new Told(told.findings(), told.outlook()), best.map(Candidate::credential), candidates, at);
  }

  /** A credential by which the request might come, and what would come of it then. */
  private record Candidate(Credential credential, Explanation explanation) {

    long obstacles() {
      return explanation.findings().stream().filter(Finding::refuses).count();
    }

    JsonValue view() {
      return JsonObject.builder()
          .put("id", credential.id().text())
          .put("hint", credential.hint())
          .put("allowed", explanation.allowed())
          .build();
    }
  }

  private static List<Credential> credentials(Optional<AppEntry> app) {
    return app.map(AppEntry::credentials).orElse(List.of());
  }

  private static List<Candidate> candidates(List<Credential> all, Request request, Instant at) {
    return all.stream()
        .map(each -> new Candidate(each, Explanation.of(request.by(Optional.of(each)), at)))
        .toList();
  }

  /**
   * What who is limited to APIs is told: whether there is a credential that would do now, and
   * nothing else of any. That a token would be cut short by the end of one, or be bound because one
   * is a certificate, is no part of it, and no other instant is asked of them: one by one that
   * would tell the end.
   */
  private static Told beside(Request request, Instant now, Instant at) {
    Explanation all = Explanation.besideCredentials(request, at);
    Explanation proved =
        candidates(credentials(request.app()), request, now).stream()
            .map(Candidate::explanation)
            .min(Comparator.comparingLong(Explanations::unfit))
            .orElseGet(() -> Explanation.of(request, now));
    Map<String, Finding> ofCredentials =
        proved.findings().stream()
            .filter(each -> OF_CREDENTIALS.contains(each.rule()))
            .collect(Collectors.toMap(Finding::rule, Function.identity()));
    List<Finding> findings =
        all.findings().stream()
            .map(each -> {
              @Nullable Finding found = ofCredentials.get(each.rule());
              return found == null ? each : new Finding(each.rule(), found.outcome(), UNTOLD);
            })
            .toList();
    return new Told(findings, all.outlook());
  }

  private static long unfit(Explanation explanation) {
    return explanation.findings().stream()
        .filter(each -> OF_CREDENTIALS.contains(each.rule()) && each.refuses())
        .count();
  }

  /** What is told of a request; of a token only where there would be one. */
  private record Told(List<Finding> findings, Optional<Outlook> outlook) {

    boolean allowed() {
      return findings.stream().noneMatch(Finding::refuses);
    }

    Optional<Outlook> token() {
      return outlook.filter(_ -> allowed());
    }
  }

  private static JsonObject view(
      Told told, Optional<Credential> credential, List<Candidate> candidates, Instant at) {
    return JsonObject.builder()
        .put("allowed", told.allowed())
        .put("rules", rules(told.findings()))
        .put(CREDENTIAL, credential.map(it -> it.id().text()).orElse(null))
        .put("credentials", new JsonArray(candidates.stream().map(Candidate::view).toList()))
        .put("at", at.toString())
        .put(TOKEN, told.token().map(Explanations::view).orElse(JsonNull.NULL))
        .build();
  }

  /**
   * Who is limited to APIs is told nothing of credentials and, of an app that he does not see, not
   * what it is called nor whether it is there.
   */
  private List<Finding> told(Actor by, Examination.Report report) {
    if (!by.reach().limited()) {
      return report.findings();
    }
    boolean seen =
        report
            .claims()
            .map(claims -> claims.members().get(Claim.CLIENT_ID))
            .filter(JsonString.class::isInstance)
            .flatMap(id -> ClientId.parse(((JsonString) id).value()))
            .flatMap(tenant(by)::app)
            .filter(app -> ReachedApps.known(by, app))
            .isPresent();
    return report.findings().stream()
        .map(each ->
            each.rule().equals("session_credential_open")
                    || (!seen && each.rule().equals("session_app_open"))
                ? new Finding(each.rule(), each.outcome(), UNTOLD)
                : each)
        .toList();
  }

  private static JsonValue view(Outlook outlook) {
    return JsonObject.builder()
        .put("audience", outlook.audience())
        .put(SCOPE, outlook.scopes().text())
        .put("expires_in", outlook.lifetime().toSeconds())
        .put("lifetime_by", word(outlook.boundBy()))
        .put("proof", word(outlook.binding()))
        .put("signing_algorithm", outlook.algorithm().text())
        .put(CLAIMS, outlook.claims())
        .build();
  }

  private static JsonValue rules(List<Finding> findings) {
    List<JsonValue> rules = new ArrayList<>();
    for (Finding each : findings) {
      rules.add(
          JsonObject.builder()
              .put("rule", each.rule())
              .put("outcome", word(each.outcome()))
              .put("detail", each.detail())
              .build());
    }
    return new JsonArray(rules);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** By every other type it depends on a token or an assertion, which nobody shows here. */
  private static void grantType(Fields fields) {
    Optional<String> type = fields.text(GRANT_TYPE, 1, LONGEST_TYPE);
    if (type.isPresent() && !type.get().equals(CLIENT_CREDENTIALS)) {
      fields.wrong(
          GRANT_TYPE,
          "can only be client_credentials: what comes of any other depends on what is shown");
    }
  }

  private static Optional<Credential> credential(Fields fields, Optional<AppEntry> app) {
    Optional<String> id = fields.text(CREDENTIAL, 1, ClientId.LIMIT);
    Optional<Credential> found =
        app.stream()
            .flatMap(each -> each.credentials().stream())
            .filter(each -> id.isPresent() && each.id().text().equals(id.get()))
            .findFirst();
    if (id.isPresent() && app.isPresent() && found.isEmpty()) {
      fields.wrong(CREDENTIAL, "names no credential of the app");
    }
    return found;
  }

  private static Optional<InetAddress> from(Fields fields) {
    Optional<String> text = fields.text(ADDRESS, 1, LONGEST_ADDRESS);
    Optional<String> one = text.filter(it -> it.indexOf('/') < 0 && AppSettings.address(it));
    if (text.isPresent() && one.isEmpty()) {
      fields.wrong(ADDRESS, "is an address as 192.0.2.7 or 2001:db8::1");
    }
    return one.map(InetAddress::ofLiteral);
  }

  /** RFC 8707 2, and the dialect's own name for it; both only if they are one. */
  private static Optional<String> target(Fields fields) {
    Optional<String> audience = fields.text("audience", 1, Audience.LIMIT);
    Optional<String> resource = fields.text(RESOURCE, 1, Audience.LIMIT);
    if (audience.isPresent() && resource.isPresent() && !audience.equals(resource)) {
      fields.wrong(RESOURCE, "is another than audience");
    }
    return audience.or(() -> resource);
  }

  private static Optional<Scopes> scopes(Fields fields) {
    Optional<String> text = fields.text(SCOPE, 1, Scopes.TEXT_LIMIT);
    Optional<Scopes> scopes = text.flatMap(Scopes::parse);
    if (text.isPresent() && scopes.isEmpty()) {
      fields.wrong(SCOPE, "is at most 100 scopes, parted by single spaces (RFC 6749 section 3.3)");
    }
    return scopes;
  }

  private static JsonObject claims(Fields fields) {
    JsonObject claims = fields.object(CLAIMS).orElse(JsonObject.EMPTY);
    boolean named =
        claims.members().keySet().stream().allMatch(it -> Fields.printable(it, 1, CLAIM_NAME));
    if (!named || claims.text().getBytes(StandardCharsets.UTF_8).length > CLAIMS_BYTES) {
      fields.wrong(CLAIMS, "are at most 4,096 bytes, with names of 1 to 128 characters");
      return JsonObject.EMPTY;
    }
    return claims;
  }

  private static Shown shown(Fields fields) {
    List<String> words = Arrays.stream(Shown.values()).map(Explanations::word).toList();
    return Shown.valueOf(fields.choice("proof", words.getFirst(), words).toUpperCase(Locale.ROOT));
  }
}
