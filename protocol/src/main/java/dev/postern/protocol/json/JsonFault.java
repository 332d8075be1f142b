package dev.postern.protocol.json;

/** A document that is not the JSON it should be. The message is ours and repeats no input. */
public final class JsonFault extends Exception {

  private static final long serialVersionUID = 1L;

  /** A fault with a fixed text. */
  public JsonFault(String message) {
    super(message, null, false, false);
  }

  /** The text, never null. */
  public String text() {
    String message = getMessage();
    return message == null ? "malformed JSON" : message;
  }
}
