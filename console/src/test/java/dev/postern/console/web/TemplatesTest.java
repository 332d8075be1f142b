package dev.postern.console.web;

import static dev.postern.console.web.Sources.all;
import static dev.postern.console.web.Sources.calls;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.console.gate.Place;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The templates: nothing stands in them that the policy of our pages forbids, and what they name is
 * there.
 */
final class TemplatesTest {

  private static final Frame OUTSIDE =
      new Frame(
          new Place("acme", "https://acme.example.com", ""),
          Texts.ENGLISH,
          new Assets(),
          Optional.empty(),
          Optional.empty(),
          "",
          "",
          Optional.empty(),
          Instant.EPOCH,
          Optional.empty());

  private static Map<String, String> templates = Map.of();

  @BeforeAll
  static void readTheTemplates() throws IOException {
    templates = Sources.templates();
    assertThat(templates).hasSizeGreaterThan(40).containsKeys("layout.jte", "part/bars.jte");
  }

  private static List<String> found(String pattern) {
    Pattern looked = Pattern.compile(pattern, Pattern.CASE_INSENSITIVE);
    List<String> found = new ArrayList<>();
    templates.forEach((name, text) ->
        looked
            .matcher(text)
            .results()
            .forEach(each -> found.add(name + ": " + each.group().strip())));
    return found;
  }

  @Test
  void noStyleIsWrittenIntoAPage() {
    assertThat(found("\\sstyle\\s*=")).isEmpty();
    assertThat(found("<style\\b")).isEmpty();
  }

  @Test
  void noScriptIsWrittenIntoAPage() {
    assertThat(found("<script\\b(?![^>]*\\ssrc=\"\\$\\{frame\\.asset\\()")).isEmpty();
    assertThat(found("<script\\b[^>]*>(?!</script>)")).isEmpty();
    assertThat(found("\\s(?:on[a-z]+|hx-on[:-][^=\\s]*)\\s*=\\s*[\"']")).isEmpty();
    assertThat(found("javascript:")).isEmpty();
  }

  /** The policy forbids {@code eval}, and these attributes of htmx need it. */
  @Test
  void nothingIsComputedInAnAttribute() {
    assertThat(found("hx-(?:vals|headers|vars)\\s*=\\s*[\"'](?:js|javascript):")).isEmpty();
    assertThat(found("hx-vars\\b")).isEmpty();
    assertThat(found("hx-trigger=\"[^\"]*\\[[^\"]*\"")).isEmpty();
  }

  @Test
  void nothingIsFetchedFromElsewhere() {
    assertThat(
            found(
                "\\s(?:href|src|action|formaction|poster|srcset|data|hx-get|hx-post|xlink:href)"
                    + "\\s*=\\s*[\"'](?:[a-z][a-z0-9+.-]*:|//)"))
        .isEmpty();
    assertThat(found("<(?:iframe|object|embed|base|frame|applet)\\b")).isEmpty();
  }

  /** An address that is not made by the frame is wrong where the tenant's paths have a prefix. */
  @Test
  void everyAddressBelowTheConsoleIsMadeByTheFrame() {
    assertThat(found("\\s(?:href|src|action|hx-get|hx-post)\\s*=\\s*[\"']/")).isEmpty();
  }

  @Test
  void everythingIsEscaped() {
    assertThat(found("\\$unsafe\\{|@raw\\b|Unsafe")).isEmpty();
  }

  @Test
  void everyFormThatChangesSomethingCarriesItsToken() {
    List<String> without = new ArrayList<>();
    int forms = 0;
    for (Map.Entry<String, String> template : templates.entrySet()) {
      for (String form : all("(?s)(<form\\b.*?</form>)", template.getValue())) {
        // Who comes back from the OpenID provider has no session yet; his cookie says who he is.
        boolean inside = !template.getKey().equals("openid.jte");
        if (inside && form.contains("method=\"post\"")) {
          forms++;
          if (!form.contains("name=\"form_token\" value=\"${frame.formToken()}\"")) {
            without.add(template.getKey());
          }
        }
      }
    }

    assertThat(forms).isGreaterThan(5);
    assertThat(without).isEmpty();
    assertThat(found("hx-(?:post|put|patch|delete)\\s*=")).isEmpty();
  }

  @Test
  void everyPictureStandsInTheSheet() throws IOException {
    String sheet = Sources.resource("assets/icons.svg");
    Set<String> pictures = new TreeSet<>(all("<symbol\\s+id=\"([^\"]+)\"", sheet));
    Set<String> named = new TreeSet<>();
    for (String text : templates.values()) {
      for (List<String> call : calls("@template\\.part\\.icon\\(", text)) {
        named.addAll(all("\"([a-z-]+)\"", call.getLast().replaceAll("equals\\(\"[^\"]*\"\\)", "")));
      }
      named.addAll(all("\\bicon = \"([a-z-]+)\"", text));
      named.addAll(all("frame\\.icon\\(\"([a-z-]+)\"\\)", text));
    }
    named.addAll(all("new Way\\(\"[^\"]*\", \"[^\"]*\", \"([^\"]+)\"", frameSource()));

    assertThat(named).contains("gauge", "search", "door", "minus", "trash");
    assertThat(pictures).containsExactlyInAnyOrderElementsOf(named);
    assertThat(all("<symbol\\s+id=\"([^\"]+)\"", sheet)).doesNotHaveDuplicates();
  }

  private static String frameSource() throws IOException {
    return Sources.java().getOrDefault("web/Frame.java", "");
  }

  @Test
  void everyStyleAndScriptThatIsNamedIsServed() {
    Set<String> named = new TreeSet<>();
    templates.values().forEach(text -> named.addAll(all("frame\\.asset\\(\"([^\"]+)\"\\)", text)));

    assertThat(named).contains("app.css", "app.js", "htmx.min.js");
    assertThat(named)
        .allSatisfy(name ->
            assertThat(OUTSIDE.asset(name))
                .matches("/console/assets/[0-9a-f]{16}/" + Pattern.quote(name)));
  }

  @Test
  void theAssetsOfOursFetchNothingFromElsewhere() throws IOException {
    for (String name : List.of("app.css", "app.js", "passkeys.js")) {
      String text = Sources.resource("assets/" + name);
      assertThat(all("((?:https?:)?//[a-z0-9-]+\\.[a-z]+|@import|data:)", text)).as(name).isEmpty();
      assertThat(all("\\b(eval\\(|new Function|innerHTML|outerHTML|document\\.write)", text))
          .as(name)
          .isEmpty();
    }
  }

  @Test
  void whatTheServerSaysIsTextAndNothingElse() {
    String page =
        new String(
            Drawing.draw(404, "error.jte", OUTSIDE, new Trouble("missing", "<script>\"'&</script>"))
                .body(),
            StandardCharsets.UTF_8);

    assertThat(page).contains("&lt;script&gt;").doesNotContain("<script>");
    assertThat(page).contains(Texts.ENGLISH.say("trouble.missing.title"));
  }
}
