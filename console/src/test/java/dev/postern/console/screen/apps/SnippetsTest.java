package dev.postern.console.screen.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What people paste to get their first token. */
final class SnippetsTest {

  private static final String ISSUER = "https://acme.example.com/";
  private static final String CLIENT = "4f1c";
  private static final String AUDIENCE = "https://files.example.com";

  /** Everything that an identifier may have in it and a shell or a string would take apart. */
  private static final String SLY =
      "x:a'$(echo,b)`echo,c`;&|\\u0022\"+evil+\"<>*?~AUDIENCE«ISSUER»";

  private static String text(String id, String issuer, String audience) {
    return Snippets.of(issuer, CLIENT, audience).stream()
        .filter(each -> each.id().equals(id))
        .findFirst()
        .orElseThrow()
        .text();
  }

  @Test
  void nothingIsLeftOpen() {
    List<Snippets.Snippet> snippets = Snippets.of(ISSUER, CLIENT, AUDIENCE);

    assertThat(snippets).extracting(Snippets.Snippet::id).doesNotHaveDuplicates();
    assertThat(snippets)
        .allSatisfy(each -> {
          assertThat(each.text()).doesNotContain("«", "»", "AUDIENCE", "\0").contains(CLIENT);
          assertThat(each.text()).isEqualTo(each.text().strip());
        });
  }

  @Test
  void theSecretComesFromWhereItIsKept() {
    assertThat(Snippets.of(ISSUER, CLIENT, AUDIENCE))
        .allSatisfy(each -> assertThat(each.text()).contains("POSTERN_CLIENT_SECRET"));
  }

  @Test
  void theNamesOfVariablesStayAsTheyAre() {
    assertThat(text("kubernetes", ISSUER, AUDIENCE))
        .contains("name: POSTERN_ISSUER\n")
        .contains("value: " + ISSUER + "\n")
        .contains("name: POSTERN_CLIENT_ID\n")
        .contains("value: " + CLIENT + "\n");
  }

  @Test
  void theTokenEndpointIsBelowTheIssuerWithASlashAtItsEndOrWithout() {
    assertThat(text("curl", "https://acme.example.com/", AUDIENCE))
        .contains(" https://acme.example.com/service/oauth/token ");
    assertThat(text("spring", "https://example.com/t/acme", AUDIENCE))
        .contains("token-uri: https://example.com/t/acme/service/oauth/token\n");
  }

  @Test
  void theIssuerIsGivenAsItIsWritten() {
    assertThat(text("java", "https://example.com/t/acme", AUDIENCE))
        .contains("PosternClient.of(\"https://example.com/t/acme\")");
    assertThat(text("node", ISSUER, AUDIENCE)).contains("new URL(\"" + ISSUER + "\")");
  }

  @Test
  void plainHttpIsAllowedWhereTheIssuerIsSoAndNowhereElse() {
    assertThat(text("node", "http://localhost:8080/", AUDIENCE))
        .contains("const options = { [oauth.allowInsecureRequests]: true };")
        .contains("{ ...options, algorithm: \"oauth2\" }")
        .contains("\" }), options);");
    assertThat(text("node", ISSUER, AUDIENCE))
        .doesNotContain("options", "Insecure")
        .contains("(issuer, { algorithm: \"oauth2\" })");
  }

  @Test
  void aShellTakesTheNameOfAnApiForWords() throws IOException, InterruptedException {
    String command = text("curl", ISSUER, SLY).replaceFirst("^curl", "printf '[%s]'");
    Process shell = new ProcessBuilder("/bin/sh", "-c", command).redirectErrorStream(true).start();
    String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(shell.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(said)
        .isEqualTo(
            "[-s][https://acme.example.com/service/oauth/token][-u][4f1c:]"
                + "[-d][grant_type=client_credentials][--data-urlencode][audience="
                + SLY
                + "]");
  }

  @Test
  void theNameOfAnApiEndsNoString() {
    String inside = "x:a'$(echo,b)`echo,c`;&|\\\\u0022\\\"+evil+\\\"<>*?~AUDIENCE«ISSUER»";

    assertThat(text("java", ISSUER, SLY)).contains(".audience(\"" + inside + "\");");
    assertThat(text("node", ISSUER, SLY)).contains("{ audience: \"" + inside + "\" }");
  }

  @Test
  void theNameOfAnApiEndsNoLine() {
    assertThat(text("spring", ISSUER, SLY).lines())
        .filteredOn(line -> line.contains("evil"))
        .allSatisfy(line -> assertThat(line).startsWith("#"))
        .hasSize(1);
  }
}
