package dev.postern.server.admin;

import dev.postern.protocol.json.JsonObject;
import dev.postern.store.Proof;
import java.util.Arrays;
import java.util.Locale;

/** What tokens must be bound to, as APIs and apps are asked for it. */
final class Demanded {

  static final String NAME = "proof";

  /** RFC 9449 5.2, as apps say it that register themselves. */
  private static final String BY_DPOP = "dpop_bound_access_tokens";

  /** RFC 8705 3.4. */
  private static final String BY_CERTIFICATE = "tls_client_certificate_bound_access_tokens";

  private Demanded() {}

  static Proof read(Fields fields) {
    String chosen =
        fields.choice(
            NAME, text(Proof.NONE), Arrays.stream(Proof.values()).map(Demanded::text).toList());
    return Proof.valueOf(chosen.toUpperCase(Locale.ROOT));
  }

  /** As a registration says it: each of the two is true or false. */
  static Proof registered(Fields fields) {
    boolean key = fields.flag(BY_DPOP);
    boolean certificate = fields.flag(BY_CERTIFICATE);
    if (key && certificate) {
      fields.wrong(BY_CERTIFICATE, "stands beside " + BY_DPOP + ": a token is bound in one way");
    }
    return key ? Proof.DPOP : certificate ? Proof.MTLS : Proof.NONE;
  }

  /** The same of an app, as its registration is shown. */
  static JsonObject registered(Proof proof) {
    JsonObject.Builder shown = JsonObject.builder();
    switch (proof) {
      case DPOP -> shown.put(BY_DPOP, true);
      case MTLS -> shown.put(BY_CERTIFICATE, true);
      case NONE, ANY -> {
        // RFC 7591 has no word for either.
      }
    }
    return shown.build();
  }

  /** What an app has to prove that asks for {@code wanted}: a demand that is there stays. */
  static Proof kept(Proof there, Proof wanted) {
    boolean open = there == Proof.NONE || there == Proof.ANY;
    return open && wanted != Proof.NONE ? wanted : there;
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
