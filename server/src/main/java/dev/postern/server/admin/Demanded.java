package dev.postern.server.admin;

import dev.postern.store.Proof;
import java.util.Arrays;
import java.util.Locale;

/** What tokens must be bound to, as APIs and apps are asked for it. */
final class Demanded {

  static final String NAME = "proof";

  private Demanded() {}

  static Proof read(Fields fields) {
    String chosen =
        fields.choice(
            NAME, text(Proof.NONE), Arrays.stream(Proof.values()).map(Demanded::text).toList());
    return Proof.valueOf(chosen.toUpperCase(Locale.ROOT));
  }

  static String text(Proof proof) {
    return proof.name().toLowerCase(Locale.ROOT);
  }

  /** Whether tokens that were had rightly before would now be refused. */
  static boolean raised(Proof before, Proof after) {
    // What is bound in one way will do where either is taken.
    boolean wider = after == Proof.ANY && before != Proof.NONE;
    return before != after && after != Proof.NONE && !wider;
  }
}
