package dev.postern.client;

/** There is no assertion to show; the message says why, and nothing of what was there instead. */
final class NoAssertion extends Exception {

  private static final long serialVersionUID = 1L;

  private final String text;

  NoAssertion(String text) {
    super(text, null, false, false);
    this.text = text;
  }

  String text() {
    return text;
  }
}
