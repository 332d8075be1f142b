package dev.postern.examples.storage.play;

import java.time.Duration;

/** Waits a little; whoever interrupts a wait ends the play. */
final class Pauses {

  private Pauses() {}

  static void sleep(Duration time) throws StepFailed {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      throw brokenOff();
    }
  }

  /** Nobody interrupts but the play's own limit of time. */
  static StepFailed brokenOff() {
    Thread.currentThread().interrupt();
    return new StepFailed("a step that took too long: a play has two minutes");
  }
}
