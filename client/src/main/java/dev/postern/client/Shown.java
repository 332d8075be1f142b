package dev.postern.client;

import java.util.Optional;
import java.util.function.Predicate;

/** What one token request shows of its grant: made for it, and secret. */
final class Shown {

  /** Nothing was shown yet. */
  static final Shown NOTHING = new Shown("", Optional.empty(), Optional.empty(), text -> false);

  private final String parameters;
  private final Optional<String> authorization;
  private final Optional<Assertion> assertion;
  private final Predicate<String> within;

  /**
   * What is shown.
   *
   * @param parameters the form's, from {@code grant_type} on
   * @param authorization the value of {@code Authorization}, where there is one
   * @param assertion the word of another issuer, where that is what is shown
   * @param within whether a text gives any of it away
   */
  Shown(
      String parameters,
      Optional<String> authorization,
      Optional<Assertion> assertion,
      Predicate<String> within) {
    this.parameters = parameters;
    this.authorization = authorization;
    this.assertion = assertion;
    this.within = within;
  }

  String parameters() {
    return parameters;
  }

  Optional<String> authorization() {
    return authorization;
  }

  /** Whether an assertion is shown. */
  boolean assertive() {
    return assertion.isPresent();
  }

  /** Whether both show an assertion, and the same one. */
  boolean repeats(Shown earlier) {
    return assertion.isPresent()
        && earlier.assertion.isPresent()
        && assertion.get().same(earlier.assertion.get());
  }

  /** Whether {@code text} gives away what must not be told. */
  boolean within(String text) {
    return within.test(text);
  }

  @Override
  public String toString() {
    return "Shown[hidden]";
  }
}
