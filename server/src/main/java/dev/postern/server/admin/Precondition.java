package dev.postern.server.admin;

import dev.postern.server.refusal.AdminReason;
import dev.postern.server.refusal.Refusal;
import java.util.Set;

/**
 * What the caller supposes of the thing that he changes (RFC 9110 sections 13.1.1 and 13.1.2).
 * Whoever changes something is given one, so that he has to look.
 *
 * @param wish what he says
 * @param versions the versions in one of which he has read it, where he says that
 */
public record Precondition(Wish wish, Set<Long> versions) {

  /** What a caller may say. */
  public enum Wish {
    /** Nothing. */
    ANYTHING,
    /** It is there, in whatever version. */
    THERE,
    /** It is there in one of the versions. */
    ONE_OF,
    /** It is not there. */
    ABSENT
  }

  /** The caller does not say. */
  public static final Precondition NONE = new Precondition(Wish.ANYTHING, Set.of());

  /** The caller wants it to be there. */
  public static final Precondition THERE = new Precondition(Wish.THERE, Set.of());

  /** The caller wants it not to be there. */
  public static final Precondition ABSENT = new Precondition(Wish.ABSENT, Set.of());

  /** Copies the set. */
  public Precondition {
    versions = Set.copyOf(versions);
  }

  /** The caller has read it in one of these versions. */
  public static Precondition oneOf(Set<Long> versions) {
    return new Precondition(Wish.ONE_OF, versions);
  }

  /** Refuses where the thing, which is there, is not as the caller supposes. */
  void check(long version) throws Refusal {
    boolean met =
        switch (wish) {
          case ANYTHING, THERE -> true;
          case ONE_OF -> versions.contains(version);
          case ABSENT -> false;
        };
    refuseUnless(met);
  }

  /** Refuses where the caller takes a thing for there that is not. */
  void checkAbsent() throws Refusal {
    refuseUnless(wish == Wish.ANYTHING || wish == Wish.ABSENT);
  }

  private static void refuseUnless(boolean met) throws Refusal {
    if (!met) {
      throw new Refusal(new AdminReason.Stale());
    }
  }
}
