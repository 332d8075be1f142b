package dev.postern.bench.process;

/** Why there is no figure: a system is missing, or did not do the work that it was asked for. */
public final class NotMeasured extends Exception {

  private static final long serialVersionUID = 1L;

  /** {@code why} is a sentence for people. */
  public NotMeasured(String why) {
    super(why);
  }
}
