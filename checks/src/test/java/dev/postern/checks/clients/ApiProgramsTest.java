package dev.postern.checks.clients;

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

  @ParameterizedTest
  @MethodSource("apis")
  void itLetsInWhoHoldsTheScopeAndNobodyElse(PageProgram api, Stage stage) throws Exception {
    int port = Stage.freePort();
    Map<String, String> environment = stage.environment();
    environment.put("PORT", Integer.toString(port));
    try (Gate gate = Gate.at(api.start(environment), port)) {
      gate.assertGuards(stage);
    }
  }
}
