package dev.postern.console.screen.apps;

import dev.postern.console.gate.Answer;
import dev.postern.console.web.ApiRefused;
import dev.postern.console.web.Frame;
import dev.postern.console.web.Item;
import dev.postern.console.web.NotFresh;
import dev.postern.console.web.Option;
import dev.postern.console.web.Query;
import dev.postern.console.web.Room;
import dev.postern.console.web.Urls;
import dev.postern.console.web.Visit;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.protocol.token.PublicJwk;
import dev.postern.protocol.token.PublicPem;
import dev.postern.protocol.token.SignatureAlgorithm;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One more way for an app to prove itself, without a secret: a key, a certificate, another's word.
 */
public final class NewCredential {

  private static final String PATH = AppScreens.APP + "/credentials/new";

  /** The member that mistakes are told at, and the end of the field for what is pasted. */
  private static final String MATERIAL = "jwk";

  private static final String PASTED = "." + MATERIAL;

  /** RFC 7518 6.2.2, 6.3.2 and 6.4. */
  private static final Pattern PRIVATE_MEMBER =
      Pattern.compile("\"(?:d|p|q|dp|dq|qi|oth|k|priv)\"\\s*:");

  /** The field of the form for a new app that says by what it proves itself. */
  public static final String BY = "by";

  /** The one that takes a key, where it does so by that. */
  public static final String FIRST = "public_key" + PASTED;

  private static final JsonReader JSON = new JsonReader(JsonLimits.REQUEST);

  /** What can be added here, as the Admin API calls it. */
  public static final List<String> TYPES = List.of("public_key", "certificate", "federated");

  /** What a certificate can be known by, as the Admin API calls it. */
  public static final List<String> KNOWN_BY =
      List.of("pem", "subject_dn", "san_dns", "san_uri", "san_ip", "san_email");

  /** What the text that is pasted can be to the Admin API. */
  public static final List<String> MEMBERS =
      Stream.concat(Stream.of("jwk", "jwks_uri"), KNOWN_BY.stream()).toList();

  /** What is told in the form: among them that it was sent already, and then changed. */
  static final Set<Integer> TOLD = Set.of(400, 403, 409, 422);

  private static final List<Duration> SPANS =
      List.of(Duration.ofDays(30), Duration.ofDays(90), Duration.ofDays(365));

  private NewCredential() {}

  /**
   * The page with a form for each.
   *
   * @param app whose credential it is to be
   * @param sent what was filled in, in one of them
   * @param refused what is wrong with it; empty where nothing was sent
   */
  public record Page(Item app, Query sent, Optional<ApiRefused> refused) {

    /** What a field of one of the forms is filled with. */
    public String value(String type, String field) {
      return sent.raw(type + "." + field);
    }

    /** What is wrong with any of these members in one of the forms; empty where nothing is. */
    public String wrong(String type, List<String> members) {
      return refused.filter(_ -> sent.raw("type").equals(type)).stream()
          .flatMap(it -> members.stream().map(it::at))
          .filter(text -> !text.isEmpty())
          .findFirst()
          .orElse("");
    }
  }

  static List<Room> rooms() {
    return List.of(Room.get(PATH, NewCredential::blank), Room.post(PATH, NewCredential::add));
  }

  /** When it can end. */
  public static List<Option> ends(Frame frame) {
    List<Option> ends = new ArrayList<>();
    ends.add(new Option("", frame.say("apps.key.endless")));
    SPANS.forEach(span -> ends.add(new Option(span.toString(), frame.texts().span(span))));
    return ends;
  }

  /** What a certificate can be known by. */
  public static List<Option> knownBy(Frame frame) {
    return KNOWN_BY.stream().map(by -> new Option(by, frame.say("apps.key.by." + by))).toList();
  }

  private static Answer blank(Visit visit) throws ApiRefused {
    visit.demandAll("apps:write");
    return page(visit, 200, Query.NONE, Optional.empty());
  }

  private static Answer page(Visit visit, int status, Query sent, Optional<ApiRefused> refused)
      throws ApiRefused {
    Item app = visit.api().get(Urls.path("/apps/{}", visit.segment("client_id")));
    return visit.page(status, "credentialnew.jte", new Page(app, sent, refused));
  }

  private static Answer add(Visit visit) throws ApiRefused, NotFresh {
    visit.demandAll("apps:write");
    visit.fresh();
    String app = visit.segment("client_id");
    String pasted = visit.form().raw("type") + PASTED;
    if (holdsPrivate(visit.form(), pasted)) {
      // What nobody else may know goes nowhere, and is not shown once more.
      ApiRefused refused = wrong(visit, "apps.key.private");
      return page(visit, 400, visit.form().without(pasted), Optional.of(refused));
    }
    try {
      visit.api().post(Urls.path("/apps/{}/credentials", app), body(visit), visit.once());
      String path = Urls.path("/apps/{}", app);
      boolean blocked =
          visit.find(path).filter(it -> it.text("status").equals("blocked")).isPresent();
      return visit.to(path, blocked ? "credential-added-blocked" : "credential-added");
    } catch (ApiRefused refused) {
      if (!TOLD.contains(refused.status())) {
        throw refused;
      }
      return page(visit, refused.status(), visit.form(), Optional.of(refused));
    }
  }

  /** What a new app proves itself by where that is a key; empty: it gets a secret. */
  static Optional<JsonObject> first(Visit visit) throws ApiRefused {
    if (!visit.form().raw(BY).equals("public_key")) {
      return Optional.empty();
    }
    JsonObject.Builder body = JsonObject.builder().put("type", "public_key");
    key(visit, "public_key", body);
    return Optional.of(body.build());
  }

  private static JsonObject body(Visit visit) throws ApiRefused {
    Query form = visit.form();
    String type = form.raw("type");
    if (!TYPES.contains(type)) {
      throw new ApiRefused(400, "invalid_request", "", List.of());
    }
    JsonObject.Builder body = JsonObject.builder().put("type", type);
    if (type.equals("certificate")) {
      String by = form.raw(type + ".by");
      body.put(
          KNOWN_BY.contains(by) ? by : KNOWN_BY.getFirst(), form.first(type + PASTED).orElse(""));
    } else {
      key(visit, type, body);
    }
    if (type.equals("federated")) {
      body.put("issuer", form.first(type + ".issuer").orElse(""))
          .put("subject", form.first(type + ".subject").orElse(""))
          .put("reusable", form.has(type + ".reusable"));
    }
    SPANS.stream()
        .filter(span -> span.toString().equals(form.raw(type + ".ends")))
        .map(span -> visit.now().plus(span).truncatedTo(ChronoUnit.SECONDS))
        .forEach(end -> body.put("expires_at", end.toString()));
    return body.build();
  }

  /** One field takes a key, as a JWK or in PEM, or the URL of a key set. */
  private static void key(Visit visit, String type, JsonObject.Builder body) throws ApiRefused {
    String text = visit.form().first(type + PASTED).orElse("");
    if (text.startsWith("https:") || text.startsWith("http:")) {
      body.put("jwks_uri", text);
      return;
    }
    try {
      Optional<PublicJwk> pem =
          PublicPem.read(text, SignatureAlgorithm.parse(visit.form().raw(type + ".alg")));
      JsonObject jwk =
          pem.isPresent() ? pem.get().json() : JSON.object(text.getBytes(StandardCharsets.UTF_8));
      body.put(MATERIAL, jwk);
    } catch (JsonFault fault) {
      throw wrong(visit, "apps.key.wrong");
    }
  }

  /** Whether a field has the half of a key in it that nobody else may know, however it is cut. */
  static boolean holdsPrivate(Query form, String field) {
    return form.all(field).stream()
        .anyMatch(text -> PublicPem.holdsPrivate(text) || PRIVATE_MEMBER.matcher(text).find());
  }

  static ApiRefused wrong(Visit visit, String text) {
    return new ApiRefused(
        400,
        "invalid_request",
        visit.frame().say("apps.settings.wrong"),
        List.of(new ApiRefused.Fault("/" + MATERIAL, visit.frame().say(text))));
  }
}
