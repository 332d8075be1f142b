package dev.postern.bench.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.bench.process.NotMeasured;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class InvitationTest {

  private static final String LINES =
      """
      url=http://127.0.0.1:8080/token?a=b
      body=grant_type=client_credentials&client_id=me&client_secret=x%3Dy
      jwks=http://127.0.0.1:8080/jwks
      issuer=http://127.0.0.1:8080/
      audience=
      scope=read
      warmup=40
      """;

  @Test
  void onlyTheFirstEqualsSignOfALineDivides() throws NotMeasured {
    Invitation read = Invitation.read(LINES);

    assertThat(read.url()).isEqualTo(URI.create("http://127.0.0.1:8080/token?a=b"));
    assertThat(read.body())
        .isEqualTo("grant_type=client_credentials&client_id=me&client_secret=x%3Dy");
    assertThat(read.clientId()).isEqualTo("me");
    assertThat(read.audience()).isEmpty();
    assertThat(read.warmup()).isEqualTo(Duration.ofSeconds(40));
  }

  @Test
  void aKeyThatIsMissingIsNamed() {
    assertThatThrownBy(
            () -> Invitation.read(LINES.replace("jwks=http://127.0.0.1:8080/jwks\n", "")))
        .isInstanceOf(NotMeasured.class)
        .hasMessageContaining("jwks=");
  }

  @Test
  void aLineThatIsNoneIsRefused() {
    assertThatThrownBy(() -> Invitation.read("Waiting for the server\n" + LINES))
        .isInstanceOf(NotMeasured.class)
        .hasMessageContaining("Waiting");
  }

  @Test
  void aTimeThatIsNoNumberIsRefused() {
    assertThatThrownBy(() -> Invitation.read(LINES.replace("warmup=40", "warmup=long")))
        .isInstanceOf(NotMeasured.class);
  }

  @Test
  void memoryIsReadFromTheStatusOfAProcess() {
    assertThat(Running.residentBytes("Name:\tjava\nVmHWM:\t  300 kB\nVmRSS:\t  227872 kB\n"))
        .isEqualTo(227_872L * 1024);
  }
}
