package dev.postern.checks.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.checks.Answer;
import dev.postern.checks.Caller;
import dev.postern.checks.KeyCaller;
import dev.postern.checks.attacks.Endpoint.Body;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * H14: characters that cannot be seen, or that make a text look like another, in every field. Each
 * is put before, into and behind a value that is right: whoever passes over it would take the rest.
 */
@Tag("attacks")
@ExtendWith(AttackedSite.class)
final class CharactersTest {

  private static final String SCRIPT = "https://script.example.com";
  private static final String CLAIMS = "{\"plan\":\"goldgoldgold\"}";

  /** Control characters: NUL, line ends, tab, delete, and the line end of C1. */
  private static final List<String> CONTROL =
      List.of("\u0000", "\r", "\n", "\r\n", "\t", "\u007f", "\u0085");

  /** Line and paragraph separators, a turn of direction, and what has no width. */
  private static final List<String> UNSEEN =
      List.of("\u2028", "\u2029", "\u202e", "\u200b", "\ufeff", "\u00ad");

  /** A mark that joins what stands before it, a letter without its dot, a Greek look-alike. */
  private static final List<String> LOOKALIKE = List.of("\u0301", "\u0131", "\u03bf");

  private static String api = "";
  private static Caller app = new Caller("http://localhost/", "x", "x");
  private static KeyCaller keyed;
  private static Caller guard = app;

  @BeforeAll
  static void define(Site site) {
    api = site.operator().api(SCRIPT, "read");
    app = site.operator().app("script", api, "read");
    keyed = KeyCaller.of(site.operator().app("script-key", api, "read"), site.operator());
    guard = site.operator().guard("script-guard", api);
    String grant =
        "{\"scopes\":[\"read\"],\"claims\":{\"plan\":\"goldgoldgold\",\"caf\u00e9\":\"\u00e9\"}}";
    Answer put = site.operator().admin("PUT", "/apps/" + app.id() + "/grants/" + api, grant);
    assertThat(put.status()).as(put.body()).isEqualTo(200);
  }

  private static Map<String, String> bySecret() {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("grant_type", "client_credentials");
    members.put("client_id", app.id());
    members.put("client_secret", app.secret());
    members.put("scope", "read");
    members.put("audience", SCRIPT);
    members.put("resource", SCRIPT);
    members.put("claims", CLAIMS);
    return members;
  }

  private static Map<String, String> byAssertion() {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("grant_type", "client_credentials");
    members.put("client_assertion_type", KeyCaller.TYPE);
    members.put("client_assertion", keyed.sign(keyed.claims()));
    members.put("client_id", keyed.app().id());
    return members;
  }

  private static Map<String, String> about(String token) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("token", token);
    members.put("token_type_hint", "access_token");
    members.put("client_id", guard.id());
    members.put("client_secret", guard.secret());
    return members;
  }

  /** {@code at} with these parameters: every character that is not ASCII is escaped. */
  private static Endpoint asking(Endpoint at, Map<String, String> members, boolean json) {
    if (!json) {
      return at.sending(Body.form(Caller.form(members)));
    }
    StringBuilder object = new StringBuilder();
    members.forEach((name, value) -> {
      // What is JSON already stands there as it is.
      String text = value.startsWith("{") ? escaped(value) : "\"" + escaped(value) + "\"";
      object.append(object.isEmpty() ? "{" : ",").append("\"" + name + "\":" + text);
    });
    return at.sending(Body.tokenJson(object.append('}').toString()));
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c < 0x7f) {
        escaped.append(c);
      } else {
        escaped.append("\\u%04x".formatted((int) c));
      }
    }
    return escaped.toString();
  }

  /** A right value with something before, within and behind. */
  private static List<String> with(String value, String character) {
    int half = value.length() / 2;
    return List.of(
        character + value,
        value.substring(0, half) + character + value.substring(half),
        value + character);
  }

  private static Map<String, String> with(Map<String, String> all, String name, String value) {
    Map<String, String> other = new LinkedHashMap<>(all);
    other.put(name, value);
    return other;
  }

  /** What is answered, all of which can be seen and is ASCII. */
  private static RawAnswer answer(Site site, Endpoint endpoint, String what) throws IOException {
    RawAnswer answer = site.attack(endpoint, endpoint.request());
    assertThat(answer.body()).as(what).matches("[ -~]*").doesNotContain("\\u");
    return answer;
  }

  private static Stream<String> all() {
    return Stream.of(CONTROL, UNSEEN, LOOKALIKE).flatMap(List::stream);
  }

  private static String shown(String name, String character) {
    return name + " with " + escaped(character);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noParameterOfATokenRequestIsWhatItResembles(boolean json, Site site) throws IOException {
    for (String name : bySecret().keySet()) {
      for (String character : all().toList()) {
        for (String value : with(bySecret().getOrDefault(name, ""), character)) {
          refused(site, asking(site.token(), with(bySecret(), name, value), json), name, character);
        }
      }
    }
    for (String name : byAssertion().keySet()) {
      for (String character : all().toList()) {
        for (int place = 0; place < 3; place++) {
          // A new one each time, which nothing else would refuse.
          Map<String, String> good = byAssertion();
          String value = with(good.getOrDefault(name, ""), character).get(place);
          refused(site, asking(site.token(), with(good, name, value), json), name, character);
        }
      }
    }
    for (Map<String, String> good : List.of(bySecret(), byAssertion())) {
      Endpoint right = asking(site.token(), good, json);
      assertThat(site.attack(right, right.request()).status()).as(good.toString()).isEqualTo(200);
    }
  }

  private static void refused(Site site, Endpoint endpoint, String name, String character)
      throws IOException {
    String what = shown(name, character);
    Set<Integer> refusals = CONTROL.contains(character) ? Set.of(400) : Set.of(400, 401);
    assertThat(refusals).as(what).contains(answer(site, endpoint, what).status());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aClaimIsGrantedInItsOneSpelling(boolean json, Site site) throws IOException {
    for (String other :
        List.of(
            "{\"cafe\u0301\":\"\u00e9\"}",
            "{\"caf\u00e9\":\"e\u0301\"}",
            "{\"cafe\":\"\u00e9\"}",
            "{\"plan\":\"gold\\u0000\"}",
            "{\"plan\\u200b\":\"goldgoldgold\"}")) {
      Endpoint asked = asking(site.token(), with(bySecret(), "claims", other), json);
      assertThat(answer(site, asked, other).status()).as(other).isEqualTo(400);
    }
    Endpoint same =
        asking(site.token(), with(bySecret(), "claims", "{\"caf\u00e9\":\"\u00e9\"}"), json);
    assertThat(site.attack(same, same.request()).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"introspect", "revoke"})
  void noTokenIsWhatItResembles(String endpoint, Site site) throws IOException {
    String token = app.token(SCRIPT);
    Endpoint at = site.token().at("/service/oauth/" + endpoint);
    for (boolean json : List.of(false, true)) {
      for (String name : List.of("token", "client_id", "client_secret")) {
        for (String character : all().toList()) {
          for (String value : with(about(token).getOrDefault(name, ""), character)) {
            String what = shown(name, character);
            Endpoint asked = asking(at, with(about(token), name, value), json);
            RawAnswer answer = answer(site, asked, what);
            boolean malformed = CONTROL.contains(character);
            int other = name.equals("token") ? 200 : 401;
            assertThat(answer.status()).as(what).isEqualTo(malformed ? 400 : other);
            assertThat(answer.body()).as(what).doesNotContain("true");
          }
        }
      }
      // Of a hint nobody reads more than that it is text.
      for (String character : all().toList()) {
        String what = shown("token_type_hint", character);
        Endpoint asked =
            asking(at, with(about("a.b.c"), "token_type_hint", "access" + character), json);
        assertThat(answer(site, asked, what).status())
            .as(what)
            .isEqualTo(CONTROL.contains(character) ? 400 : 200);
      }
    }
    assertThat(guard.introspect(token).body()).as("it stands").contains("\"active\":true");
  }

  private static Endpoint admin(Site site, String path, String body) {
    return new Endpoint(
        site.port(),
        "POST",
        "/admin/v1" + path,
        List.of("Authorization: Bearer " + site.operator().adminToken()),
        Body.json(escaped(body)),
        Dialect.ADMIN,
        Set.of(201));
  }

  /** Where a name is made, and with what around it. */
  private static Map<String, List<String>> names() {
    String policy =
        "{\"name\":\"%s\",\"max_apps\":1,\"grants\":[{\"api_id\":\"API\",\"scopes\":[\"read\"]}]}";
    return Map.of(
        "/apps",
        List.of(
            "{\"name\":\"%s\"}",
            "{\"name\":\"x\",\"description\":\"%s\"}",
            "{\"name\":\"x\",\"labels\":{\"%s\":\"x\"}}",
            "{\"name\":\"x\",\"labels\":{\"x\":\"%s\"}}"),
        "/apis",
        List.of(
            "{\"identifier\":\"urn:made:%s\",\"name\":\"x\",\"scopes\":[{\"name\":\"a\"}]}",
            "{\"identifier\":\"urn:made:1\",\"name\":\"%s\",\"scopes\":[{\"name\":\"a\"}]}",
            "{\"identifier\":\"urn:made:2\",\"name\":\"x\",\"scopes\":[{\"name\":\"%s\"}]}",
            "{\"identifier\":\"urn:made:3\",\"name\":\"x\",\"scopes\":[{\"name\":\"a\",\"description\":\"%s\"}]}"),
        "/registration-policies",
        List.of(policy.replace("API", api)));
  }

  @Test
  void noNameThatIsMadeHasWhatCannotBeSeen(Site site) throws IOException {
    for (Map.Entry<String, List<String>> made : names().entrySet()) {
      for (String body : made.getValue()) {
        for (String character : Stream.of(CONTROL, UNSEEN).flatMap(List::stream).toList()) {
          for (String text : with("ab", character)) {
            Endpoint endpoint = admin(site, made.getKey(), body.formatted(text));
            String what = shown(made.getKey() + " " + body, character);
            assertThat(answer(site, endpoint, what).status()).as(what).isEqualTo(400);
          }
        }
        Endpoint right = admin(site, made.getKey(), body.formatted("ab"));
        assertThat(site.attack(right, right.request()).status()).as(body).isEqualTo(201);
      }
    }
  }

  @Test
  void aNameIsKeptByteForByteAndItsTwinIsAnother(Site site) {
    for (String name : List.of("Caf\u00e9", "Cafe\u0301", "\u0130\u0131", "\ud83c\udf09")) {
      Answer made = site.operator().admin("POST", "/apps", "{\"name\":\"" + name + "\"}");
      assertThat(made.status()).as(made.body()).isEqualTo(201);
      Answer kept = site.operator().admin("GET", "/apps/" + made.text("client_id"), "");
      assertThat(kept.text("name")).isEqualTo(name);
    }
    // What is compared has one spelling: ASCII.
    for (String identifier : List.of("urn:caf\u00e9", "urn:cafe\u0301", "https://\u0131.example")) {
      String body = "{\"identifier\":\"" + identifier + "\",\"name\":\"x\",\"scopes\":[]}";
      assertThat(site.operator().admin("POST", "/apis", body).status()).isEqualTo(400);
    }
  }

  @Test
  void noIdInAPathIsWhatItResembles(Site site) throws IOException {
    for (String path :
        List.of("/apps/" + app.id(), "/apis/" + api, "/apps/" + app.id() + "/grants/" + api)) {
      Endpoint good = admin(site, path, "");
      for (String character : all().toList()) {
        for (String id : with(path.substring(path.lastIndexOf('/') + 1), character)) {
          String other = path.substring(0, path.lastIndexOf('/') + 1) + Caller.encode(id);
          Endpoint endpoint = get(good.at("/admin/v1" + other));
          String what = shown(path, character);
          assertThat(answer(site, endpoint, what).status()).as(what).isIn(400, 404);
        }
      }
      Endpoint right = get(good);
      assertThat(site.attack(right, right.request()).status()).as(path).isEqualTo(200);
    }
  }

  private static Endpoint get(Endpoint at) {
    return new Endpoint(
        at.port(), "GET", at.target(), at.headers(), Body.NONE, Dialect.ADMIN, Set.of(200));
  }
}
