package dev.postern.store;

import java.util.List;

/**
 * One committed change, as other nodes learn of it: what it touched, not what it made of it. Who
 * reads it reads the present state of what was touched, so reading it twice does no harm.
 *
 * @param number its number, counted from 1 without holes within a tenant
 * @param previousHash the hash of the change before it
 * @param hash its own hash: the audit hash of the change
 * @param touched what to read anew
 */
public record Change(long number, String previousHash, String hash, List<Touched> touched) {

  /** Copies the list. */
  public Change {
    touched = List.copyOf(touched);
  }

  /**
   * Something that a change touched.
   *
   * @param kind what it is; credentials and grants are touched as their app
   * @param id its id; a revocation's is its number in the feed
   */
  public record Touched(Kind kind, String id) {

    /** What the registry holds. */
    public enum Kind {
      /** The tenant itself. */
      TENANT,
      /** An API. */
      API,
      /** An app with its credentials and grants. */
      APP,
      /** A key. */
      KEY,
      /** A certificate authority. */
      AUTHORITY,
      /** An act of revocation. */
      REVOCATION,
      /** A policy by which apps register themselves. */
      REGISTRATION_POLICY
    }
  }
}
