package dev.postern.console.screen.apis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ApiScreensTest {

  @Test
  void theFormProposesTheLifetimeThatTheServerGoesByWhereNobodySaysAnything() {
    assertThat(ApiScreens.usual().raw("token_lifetime_seconds")).isEqualTo("86400");
  }
}
