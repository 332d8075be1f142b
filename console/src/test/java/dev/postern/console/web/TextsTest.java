package dev.postern.console.web;

import static dev.postern.console.web.Sources.all;
import static dev.postern.console.web.Sources.calls;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.postern.console.screen.apps.NewCredential;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** All that the console says: nothing is missing, nothing is left over, and all can be said. */
final class TextsTest {

  private static final Texts TEXTS = Texts.ENGLISH;
  private static final String NAME = "\"([a-z][A-Za-z0-9_-]*(?:\\.[A-Za-z0-9_-]+)*)\"";
  private static final Path CONTRACT =
      Path.of("../server/src/main/resources/dev/postern/server/http/admin/openapi.json");

  private static Map<String, String> templates = Map.of();
  private static Map<String, String> java = Map.of();

  /** The texts as they are written. */
  private static Map<String, String> raw = Map.of();

  private static JsonObject schemas = JsonObject.EMPTY;

  @BeforeAll
  static void readTheSources() throws IOException, JsonFault {
    templates = Sources.templates();
    java = Sources.java();
    schemas =
        new JsonReader(new JsonLimits(4 * 1024 * 1024, 64, 10_000, 64, 64 * 1024))
            .object(Files.readAllBytes(CONTRACT))
            .object("components")
            .object("schemas");
    Properties texts = new Properties();
    texts.load(new StringReader(Sources.resource("texts_en.properties")));
    raw =
        texts.stringPropertyNames().stream()
            .collect(Collectors.toMap(name -> name, texts::getProperty));
    assertThat(templates).containsKeys("layout.jte", "part/field.jte");
    assertThat(java).containsKey("web/Texts.java");
  }

  /** Every outcome that the documentation of the Admin API names, but for the good one. */
  private static Set<String> refusals() throws IOException {
    String page = Files.readString(Path.of("../docs/admin-api.md"));
    int from = page.indexOf("There may come more; none changes.");
    Set<String> all =
        Set.copyOf(all("`([a-z_]+)`", page.substring(from, page.indexOf("###", from))));
    assertThat(all).contains("proof_wrong", "cut_off", "dpop_full").hasSizeGreaterThan(60);
    return all;
  }

  private static Collection<String> sources() {
    return Stream.concat(templates.values().stream(), java.values().stream()).toList();
  }

  /** Names that are put together of a beginning and what stands elsewhere. */
  private static Map<String, Set<String>> composed() throws IOException, JsonFault {
    Map<String, Set<String>> composed = new TreeMap<>();
    composed.put(
        "nav.", Set.copyOf(all("new Way\\(\"[^\"]*\", \"([^\"]+)\"", in("web/Frame.java"))));
    composed.put("layout.theme.", Set.copyOf(Frame.THEMES));
    composed.put("apis.proof.", Set.of("none", "dpop", "mtls", "any"));
    composed.put("done.", notices());
    composed.put("trouble.", troubles());
    composed.put("refusal.", refusals());
    composed.put("passkey.", Set.copyOf(passkeys()));
    composed.put(
        "settings.",
        Set.copyOf(all("new Endpoint\\(\"([^\"]+)\"", in("screen/settings/SettingsScreens.java"))));
    composed.put(
        "accounts.member.",
        calls("EDITABLE =\\s*List\\.of\\(", in("screen/accounts/AccountScreens.java"))
            .getFirst()
            .stream()
            .map(each -> each.replace("\"", ""))
            .collect(Collectors.toSet()));
    composed.put("keys.use.", choices("Key", "use"));
    composed.put("keys.state.", choices("Key", "state"));
    composed.put("explain.", choices("ExplainedRule", "outcome"));
    composed.put("credential.", credentials());
    composed.put("apps.key.about.", Set.copyOf(NewCredential.TYPES));
    composed.put("apps.key.add.", Set.copyOf(NewCredential.TYPES));
    composed.put("apps.key.material.", Set.of("public_key", "federated"));
    composed.put("apps.key.by.", Set.copyOf(NewCredential.KNOWN_BY));
    assertThat(composed).allSatisfy((start, ends) -> assertThat(ends).as(start).isNotEmpty());
    return composed;
  }

  private static String in(String file) {
    return java.getOrDefault(file, "");
  }

  /** What a screen says was done: the last argument of what sends the browser on. */
  private static Set<String> notices() {
    Set<String> notices = new TreeSet<>();
    for (String source : java.values()) {
      for (List<String> arguments : calls("(?:\\.to|\\bback)\\(", source)) {
        if (arguments.size() == 2) {
          notices.addAll(all(NAME, arguments.getLast().replaceAll("equals\\(\"[^\"]*\"\\)", "")));
        }
      }
    }
    return notices;
  }

  private static Set<String> troubles() {
    Set<String> kinds = new TreeSet<>();
    for (int status = 400; status < 600; status++) {
      for (String code : List.of("", ApiRefused.LIMITED)) {
        kinds.add(Trouble.of(new ApiRefused(status, code, "", List.of()), false).kind());
      }
    }
    for (String source : java.values()) {
      calls("\\berror\\(", source).forEach(call -> kinds.addAll(all(NAME, call.getLast())));
      calls("new Trouble\\(", source).forEach(call -> kinds.addAll(all(NAME, call.getFirst())));
    }
    return kinds.stream()
        .flatMap(kind -> Stream.of(kind + ".title", kind + ".text"))
        .collect(Collectors.toSet());
  }

  private static List<String> passkeys() {
    return calls("List\\.of\\(", templates.getOrDefault("part/passkeysays.jte", ""))
        .getFirst()
        .stream()
        .map(each -> each.replace("\"", ""))
        .toList();
  }

  private static Set<String> choices(String schema, String member) throws JsonFault {
    return texts(schemas.object(schema).object("properties").object(member).array("enum"));
  }

  private static Set<String> credentials() throws JsonFault {
    Set<String> types = new TreeSet<>();
    for (JsonValue each : schemas.object("Credential").array("oneOf").values()) {
      String kind = ((JsonObject) each).string("$ref").replaceFirst(".*/", "");
      types.add(schemas.object(kind).object("properties").object("type").string("const"));
    }
    return types;
  }

  private static Set<String> texts(JsonArray array) {
    return array.values().stream()
        .map(value -> ((JsonString) value).value())
        .collect(Collectors.toSet());
  }

  @Test
  void everyTextThatIsAskedForIsThere() throws IOException, JsonFault {
    Set<String> asked = new TreeSet<>();
    sources().forEach(source -> asked.addAll(all("\\bsay\\(\\s*" + NAME + "\\s*[,)]", source)));
    composed().forEach((start, ends) -> ends.forEach(end -> asked.add(start + end)));

    assertThat(asked).hasSizeGreaterThan(200);
    assertThat(TEXTS.names()).containsAll(asked);
  }

  /** {@code say(blocked ? "apps.blocked" : "apps.active")} and whatever else holds a name. */
  @Test
  void whatLooksLikeTheNameOfATextIsOne() {
    Set<String> families =
        TEXTS.names().stream()
            .map(name -> name.replaceFirst("\\..*", ""))
            .collect(Collectors.toSet());
    Set<String> looking = new TreeSet<>();
    sources()
        .forEach(source ->
            all(NAME, source).stream()
                .filter(
                    name -> name.contains(".") && !name.matches(".*\\.(jte|js|css|svg|properties)"))
                .filter(name -> families.contains(name.replaceFirst("\\..*", "")))
                .forEach(looking::add));

    assertThat(TEXTS.names()).containsAll(looking);
  }

  @Test
  void everyTextIsSaidSomewhere() throws IOException, JsonFault {
    Set<String> said = new TreeSet<>();
    sources().forEach(source -> said.addAll(all(NAME, source)));
    composed().forEach((start, ends) -> ends.forEach(end -> said.add(start + end)));

    assertThat(said).containsAll(TEXTS.names());
  }

  @Test
  void everyNameThatIsPutTogetherIsKnownHere() throws IOException, JsonFault {
    Set<String> starts = new TreeSet<>();
    sources().forEach(source -> starts.addAll(all("\"((?:[a-z]+\\.)+)\"\\s*\\+", source)));

    assertThat(starts).isEqualTo(composed().keySet());
  }

  @Test
  void everyTextGetsAsManyValuesAsItHasRoomFor() {
    List<String> wrong = new ArrayList<>();
    for (String source : sources()) {
      for (List<String> call : calls("\\bsay\\((?=\\s*\"[^\"]*\"\\s*[,)])", source)) {
        String name = call.getFirst().replace("\"", "");
        if (call.size() - 1 != room(raw.getOrDefault(name, ""))) {
          wrong.add(name + " gets " + (call.size() - 1));
        }
      }
    }

    assertThat(wrong).isEmpty();
  }

  /** A choice is made by a number; a number that was written out already is none. */
  @Test
  void whatAChoiceDependsOnIsNotWrittenOut() {
    List<String> wrong = new ArrayList<>();
    for (String source : sources()) {
      for (List<String> call : calls("\\bsay\\((?=\\s*\"[^\"]*\"\\s*,)", source)) {
        String text = raw.getOrDefault(call.getFirst().replace("\"", ""), "");
        for (String place : all("\\{([0-9]),choice", text)) {
          if (call.get(Integer.parseInt(place) + 1).startsWith("Words.")) {
            wrong.add(call.toString());
          }
        }
      }
    }

    assertThat(wrong).isEmpty();
  }

  @Test
  void everyTextCanBeSaidOfNoneOneAndMany() {
    for (String name : TEXTS.names()) {
      int room = room(raw.getOrDefault(name, ""));
      for (long number : new long[] {0, 1, 2, 1_000_000}) {
        Object[] values = IntStream.range(0, room).mapToObj(each -> number).toArray();
        String said = TEXTS.say(name, values);

        assertThat(said)
            .as(name)
            .isNotBlank()
            .isEqualTo(said.strip())
            .doesNotContain("{", "}", "  ");
      }
    }
  }

  @Test
  void noQuoteIsLostAndNoneSwallowsWhatIsPutIn() {
    assertThat(raw)
        .allSatisfy(
            (name, text) -> assertThat(text.replace("''", "")).as(name).doesNotContain("'"));
  }

  @Test
  void theNumberOfSomethingIsSaidInItsOwnWords() {
    assertThat(TEXTS.say("overview.refused", 0)).isEqualTo("none refused");
    assertThat(TEXTS.say("overview.refused", 1)).isEqualTo("1 refused");
    assertThat(TEXTS.say("overview.refused", 1_234)).isEqualTo("1,234 refused");
    assertThat(TEXTS.say("apps.now.issued", 1)).isEqualTo("1 token in the last two minutes");
    assertThat(TEXTS.say("audit.whole", 1)).startsWith("The one line fits");
    assertThat(TEXTS.say("audit.whole", 2_000)).startsWith("All 2,000 lines fit");
    assertThat(TEXTS.say("apis.identifier.hint")).contains("API's own");
  }

  @Test
  void aSpanOfTimeIsSaidInDaysHoursMinutesAndSeconds() {
    assertThat(TEXTS.span(Duration.ofDays(1))).isEqualTo("1 day");
    assertThat(TEXTS.span(Duration.ofHours(1))).isEqualTo("1 hour");
    assertThat(TEXTS.span(Duration.ofMinutes(15))).isEqualTo("15 minutes");
    assertThat(TEXTS.span(Duration.ofMinutes(90))).isEqualTo("1 hour 30 minutes");
    assertThat(TEXTS.span(Duration.ofSeconds(172_801))).isEqualTo("2 days 1 second");
    assertThat(TEXTS.span(Duration.ofSeconds(86_399))).isEqualTo("23 hours 59 minutes 59 seconds");
    assertThat(TEXTS.span(Duration.ofDays(2_592))).isEqualTo("2,592 days");
    assertThat(TEXTS.span(Duration.ZERO)).isEqualTo("0 seconds");
  }

  @Test
  void noNameStandsThereTwice() throws IOException {
    List<String> names = all("(?m)^([a-z][^=#]*)=", Sources.resource("texts_en.properties"));

    assertThat(names).doesNotHaveDuplicates();
    assertThat(Set.copyOf(names)).isEqualTo(TEXTS.names());
  }

  @Test
  void whatPasskeysJsSaysIsAmongWhatThePageHolds() throws IOException {
    String script = Sources.resource("assets/passkeys.js");
    Set<String> said = new TreeSet<>(all("\\bsay\\(\"([a-z]+)\"", script));
    calls("new Error\\(", script)
        .forEach(call -> said.addAll(all("[?:(] ?" + NAME, call.getFirst())));
    calls("\\bsay\\((?=cancelled)", script)
        .forEach(call -> said.addAll(all("[?:] " + NAME, call.getFirst())));

    assertThat(said).contains("waiting", "cancelled", "unavailable");
    assertThat(passkeys()).containsAll(said);
  }

  @Test
  void aTextThatIsNotThereIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> TEXTS.say("no.such.text"));
  }

  private static int room(String text) {
    return new MessageFormat(text, Locale.UK).getFormatsByArgumentIndex().length;
  }
}
