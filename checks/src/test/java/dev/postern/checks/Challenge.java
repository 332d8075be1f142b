package dev.postern.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code WWW-Authenticate} as strictly as RFC 6750 section 3 writes it. */
final class Challenge {

  /** RFC 6750 3: no quote and no backslash within, so nothing has to be escaped. */
  private static final Pattern PARAMETER =
      Pattern.compile("([a-z_]+)=\"([\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]*)\"");

  /** RFC 9449 7.1: behind it, that tokens with a proof are taken as well. */
  private static final Pattern OFFER = Pattern.compile(", DPoP algs=\"[A-Za-z0-9 ]+\"$");

  private Challenge() {}

  /** The parameters of a bearer challenge; an assertion error where it is none, or one repeats. */
  static Map<String, String> of(Answer answer) {
    String header = OFFER.matcher(answer.header("WWW-Authenticate").orElse("")).replaceFirst("");
    assertThat(header).as("%d %s", answer.status(), answer.body()).startsWith("Bearer ");
    Map<String, String> parameters = new LinkedHashMap<>();
    int at = "Bearer ".length();
    Matcher parameter = PARAMETER.matcher(header);
    while (parameter.find(at) && parameter.start() == at) {
      assertThat(parameters.put(parameter.group(1), parameter.group(2)))
          .as("%s stands twice in %s", parameter.group(1), header)
          .isNull();
      at = parameter.end();
      if (header.startsWith(", ", at)) {
        at += 2;
      }
    }
    assertThat(at).as("all of %s was read", header).isEqualTo(header.length());
    return parameters;
  }
}
