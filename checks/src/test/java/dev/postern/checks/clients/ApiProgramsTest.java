package dev.postern.checks.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** APIs that check tokens with a library, by the pages in {@code docs/clients}. */
@Tag("clients")
@ExtendWith(OneStage.class)
final class ApiProgramsTest {

  static List<PageProgram> apis() {
    return List.of(
        new PageProgram("jose", "api.mjs"),
        new PageProgram("oauth4webapi", "api.mjs"),
        new PageProgram("express-oauth2-jwt-bearer", "api.mjs"),
        new PageProgram("authlib", "api.py"));
  }

  /** Those that find the keys by the issuer, whether that ends with a slash or not. */
  static List<PageProgram> finding() {
    return List.of(
        new PageProgram("oauth4webapi", "api.mjs"),
        new PageProgram("express-oauth2-jwt-bearer", "api.mjs"));
  }

  private static Gate gate(PageProgram api, Stage stage) throws Exception {
    int port = Stage.freePort();
    Map<String, String> environment = stage.environment();
    environment.put("PORT", Integer.toString(port));
    return Gate.at(api.start(environment), port);
  }

  @ParameterizedTest
  @MethodSource("apis")
  void itLetsInWhoHoldsTheScopeAndNobodyElse(PageProgram api, Stage stage) throws Exception {
    try (Gate gate = gate(api, stage)) {
      gate.assertGuards(stage);
    }
  }

  @ParameterizedTest
  @MethodSource("apis")
  void anIssuerWithAPathAndASlashIsAsGood(PageProgram api, Stage stage) throws Exception {
    assertGuards(api, stage.below("/realms/files/"), stage);
  }

  @ParameterizedTest
  @MethodSource("finding")
  void anIssuerWithAPathAndNoSlashIsFound(PageProgram api, Stage stage) throws Exception {
    assertGuards(api, stage.below("/files"), stage);
  }

  private static void assertGuards(PageProgram api, Stage below, Stage stage) throws Exception {
    try (Gate gate = gate(api, below)) {
      gate.assertGuards(below);
      assertThat(gate.call(stage.reader().token(Stage.API)).status())
          .as("of another tenant of the host, for an API of the same name")
          .isEqualTo(401);
    }
  }
}
