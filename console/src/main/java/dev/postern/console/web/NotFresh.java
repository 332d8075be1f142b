package dev.postern.console.web;

/** The person signed in too long ago for what he wants to do now. */
public final class NotFresh extends Exception {

  private static final long serialVersionUID = 1L;

  NotFresh() {
    super("sign in again", null, false, false);
  }
}
