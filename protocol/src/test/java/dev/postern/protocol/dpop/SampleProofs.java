package dev.postern.protocol.dpop;

import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.Replays;
import dev.postern.protocol.token.SigningKey;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A proof that stands, to be spoilt. */
final class SampleProofs {

  static final Instant NOW = Instant.parse("2026-11-24T12:00:00.7Z");
  static final String URL = "https://as.example.com/service/oauth/token";
  static final DpopCheck.Target TARGET =
      DpopCheck.Target.of(Replays.Owner.alone("client"), "POST", List.of(URL));
  static final SigningKey KEY = SigningKey.fresh();
  private static final AtomicInteger IDS = new AtomicInteger();

  private SampleProofs() {}

  static JsonObject header() {
    return JsonObject.builder()
        .put("typ", "dpop+jwt")
        .put("alg", "ES256")
        .put("jwk", KEY.publicKey().bare())
        .build();
  }

  static JsonObject claims() {
    return JsonObject.builder()
        .put("jti", "id-" + IDS.incrementAndGet())
        .put("htm", "POST")
        .put("htu", URL)
        .put("iat", NOW.getEpochSecond())
        .build();
  }

  static JsonObject with(JsonObject all, String name, Object value) {
    JsonObject.Builder changed = JsonObject.builder().putAll(all);
    if (value instanceof Number number) {
      changed.put(name, number.longValue());
    } else if (value instanceof JsonObject object) {
      changed.put(name, object);
    } else if (value instanceof Boolean truth) {
      changed.put(name, truth);
    } else {
      changed.put(name, (String) value);
    }
    return changed.build();
  }

  static JsonObject without(JsonObject all, String name) {
    JsonObject.Builder changed = JsonObject.builder();
    all.members()
        .forEach((each, value) -> {
          if (!each.equals(name)) {
            changed.put(each, value);
          }
        });
    return changed.build();
  }

  static String signed(JsonObject header, JsonObject claims) {
    return KEY.sign(header, claims);
  }
}
