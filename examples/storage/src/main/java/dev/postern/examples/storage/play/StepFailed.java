package dev.postern.examples.storage.play;

/** A step was not as expected; the message says how. */
final class StepFailed extends Exception {

  private static final long serialVersionUID = 1L;

  StepFailed(String message) {
    super(message);
  }
}
