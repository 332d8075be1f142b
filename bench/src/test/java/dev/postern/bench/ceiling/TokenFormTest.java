package dev.postern.bench.ceiling;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;

class TokenFormTest {

  @Test
  void readsTheFourParametersInAnyOrderAndDecodesThem() {
    assertThat(
            parse(
                "x=1&audience=https%3A%2F%2Fa.example&client_id=a+b&&grant_type=g&client_secret="))
        .isEqualTo(new TokenForm("g", "a b", "", "https://a.example"));
  }

  @Test
  void whatIsNotThereIsEmpty() {
    assertThat(parse("")).isEqualTo(new TokenForm("", "", "", ""));
    assertThat(parse("client_id")).isEqualTo(new TokenForm("", "", "", ""));
  }

  @Test
  void aCeilingAnswersItsOwnClientAndNobodyElse() throws GeneralSecurityException {
    TokenWork work = new TokenWork("ES256", "http://127.0.0.1/");
    byte[] form = TokenWork.form().getBytes(StandardCharsets.US_ASCII);
    byte[] wrong =
        TokenWork.form().replace("bench-0", "bench-1").getBytes(StandardCharsets.US_ASCII);

    assertThat(work.answer(form, 0)).isPresent();
    assertThat(work.answer(wrong, 0)).isEmpty();
  }

  private static TokenForm parse(String form) {
    return TokenForm.parse(form.getBytes(StandardCharsets.US_ASCII));
  }
}
