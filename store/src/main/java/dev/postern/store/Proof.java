package dev.postern.store;

/** What an API demands of a token beside the token itself. */
public enum Proof {
  /** Nothing: a bearer token. */
  NONE
}
