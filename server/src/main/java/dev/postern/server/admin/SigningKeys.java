package dev.postern.server.admin;

import dev.postern.protocol.KeyId;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.token.SignatureAlgorithm;
import dev.postern.server.refusal.AdminReason;
import dev.postern.server.refusal.Refusal;
import dev.postern.server.signing.KeyForge;
import dev.postern.server.signing.KeyLife;
import dev.postern.store.Api;
import dev.postern.store.SealedKey;
import dev.postern.store.SealedKey.State;
import dev.postern.store.SealedKey.Use;
import dev.postern.store.TenantName;
import dev.postern.store.TenantReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A tenant's signing keys: made when an algorithm comes into use, rotated, and removed. */
public final class SigningKeys {

  private static final String USE = "use";
  private static final String ALGORITHM = "algorithm";
  private static final String TOKEN = "token";
  private static final String FEED = "feed";
  private static final List<String> ALGORITHMS =
      Arrays.stream(SignatureAlgorithm.values()).map(SignatureAlgorithm::text).toList();

  private final Changes changes;
  private final KeySteps steps;
  private final KeyLife life;

  SigningKeys(Changes changes, KeyForge forge, KeyLife life) {
    this.changes = changes;
    this.steps = new KeySteps(forge);
    this.life = life;
  }

  /** A part of the list: every key that signs or signed, and never a secret half. */
  public JsonObject list(TenantName tenant, Paging paging) throws Refusal {
    return changes.read(
        tenant,
        reader -> {
          Shown shown = new Shown(reader);
          List<SealedKey> keys =
              shown.keys.stream().filter(SigningKeys::signs).sorted(SigningKeys::order).toList();
          return paging.cut(keys, shown::view, key -> key.id().text());
        });
  }

  private static boolean signs(SealedKey key) {
    return key.use() != Use.SESSION;
  }

  private static int order(SealedKey one, SealedKey other) {
    return one.id().text().compareTo(other.id().text());
  }

  /** One key. */
  public Tagged read(TenantName tenant, String kid) throws Refusal {
    return changes.read(
        tenant,
        reader -> {
          SealedKey key = find(reader, kid);
          return new Tagged(new Shown(reader).view(key), key.version());
        });
  }

  private static SealedKey find(TenantReader reader, String kid) throws Refusal {
    return KeyId.parse(kid)
        .flatMap(reader::key)
        .filter(SigningKeys::signs)
        .orElseThrow(Named::nothing);
  }

  /**
   * Publishes the keys that will sign next. Where one waits already it is the answer: asking twice
   * rotates once.
   */
  public Made rotate(Actor by, JsonObject body, Optional<Once> once) throws Refusal {
    Fields fields = new Fields(body);
    Use use = fields.choice(USE, TOKEN, List.of(TOKEN, FEED)).equals(FEED) ? Use.FEED : Use.TOKEN;
    String algorithm = fields.choice(ALGORITHM, "", ALGORITHMS);
    fields.finish();
    return changes.make(by, once, edit -> rotate(edit, use, algorithm));
  }

  private Made rotate(Edit edit, Use use, String algorithm) throws Refusal {
    List<SealedKey> before = edit.tenant().keys();
    List<Api> apis = edit.tenant().everyApi();
    List<SealedKey> active =
        before.stream()
            .filter(key -> key.use() == use && key.state() == State.ACTIVE)
            .filter(key ->
                algorithm.isEmpty() ? KeyLife.inUse(key, apis) : key.algorithm().equals(algorithm))
            .toList();
    if (active.isEmpty()) {
      throw AdminReason.Invalid.at("/algorithm", "is none that a key of this use signs with");
    }
    List<KeyId> next = new ArrayList<>();
    for (SealedKey key : active) {
      next.add(next(edit, key).id());
    }
    Shown shown = new Shown(edit.tenant());
    JsonObject answer =
        JsonObject.builder()
            .put(
                "items",
                new JsonArray(
                    List.copyOf(
                        shown.keys.stream()
                            .filter(key -> next.contains(key.id()))
                            .map(shown::view)
                            .toList())))
            .build();
    edit.made("key.rotate", next.size() == 1 ? target(next.getFirst()) : "keys", answer);
    return new Made("", answer, 0, Set.of());
  }

  private SealedKey next(Edit edit, SealedKey active) throws Refusal {
    List<SealedKey> keys = edit.tenant().keys();
    Optional<SealedKey> waiting = KeyLife.waiting(keys, active);
    if (waiting.isPresent()) {
      return waiting.get();
    }
    if (!KeyLife.hasRoom(keys, active.use())) {
      throw new Refusal(
          new AdminReason.Conflict(
              "The key set is as long as verifiers take it; a retiring key must go first."));
    }
    SignatureAlgorithm algorithm = SignatureAlgorithm.parse(active.algorithm()).orElseThrow();
    return steps.fresh(edit.tenant(), active.use(), algorithm, State.PUBLISHED);
  }

  /** Removes a key that nothing in use is signed with. */
  public void remove(Actor by, String kid, Precondition precondition) throws Refusal {
    changes.change(
        by,
        edit -> {
          SealedKey key = find(edit.tenant(), kid);
          precondition.check(key.version());
          refuseInUse(edit, key);
          JsonObject before = new Shown(edit.tenant()).view(key);
          edit.tenant().put(key.in(State.REMOVED, edit.now(), edit.number()));
          edit.gone("key.remove", target(key.id()), before);
          return key;
        });
  }

  private void refuseInUse(Edit edit, SealedKey key) throws Refusal {
    Optional<Instant> until =
        switch (key.state()) {
          // It has never signed.
          case PUBLISHED -> Optional.of(edit.now());
          case ACTIVE -> Optional.empty();
          case RETIRING -> Optional.of(life.removableAt(key, edit.tenant().everyApi()));
          case REMOVED ->
              throw new Refusal(new AdminReason.Conflict("The key is removed already."));
        };
    if (until.isEmpty() || edit.now().isBefore(until.get())) {
      Cost cost = cost(edit.tenant(), key);
      throw new Refusal(new AdminReason.KeyInUse(until, cost.apis(), cost.apps()));
    }
  }

  /**
   * Sees to it that there is a key for {@code algorithm} to sign tokens with. A first key of an
   * algorithm signs at once: no API had it before, so no resource server has met a token by it, and
   * the first that does fetches the key set, as it did for its first token of all.
   */
  void ensure(Edit edit, SignatureAlgorithm algorithm) {
    ensure(edit, Use.TOKEN, algorithm);
  }

  private void ensure(Edit edit, Use use, SignatureAlgorithm algorithm) {
    List<SealedKey> alike =
        edit.tenant().keys().stream()
            .filter(key -> key.use() == use && key.algorithm().equals(algorithm.text()))
            .toList();
    if (alike.stream().anyMatch(key -> key.state() == State.ACTIVE)) {
      return;
    }
    // One that is published already is known to more verifiers than a fresh one.
    Optional<SealedKey> published =
        alike.stream().filter(key -> key.state() == State.PUBLISHED).findFirst();
    if (published.isPresent()) {
      edit.tenant().put(published.get().in(State.ACTIVE, edit.now(), edit.number()));
    } else {
      steps.fresh(edit.tenant(), use, algorithm, State.ACTIVE);
    }
  }

  /**
   * What the removal of a key in use costs at most.
   *
   * @param apis the APIs whose tokens may be signed by it
   * @param apps the apps that have a grant at one of them
   */
  record Cost(int apis, int apps) {

    JsonObject json() {
      return JsonObject.builder().put("apis", apis).put("apps", apps).build();
    }
  }

  /** The cost of removing the key {@code kid}, or empty where there is none of that name. */
  Optional<Cost> cost(TenantName tenant, String kid) throws Refusal {
    return changes.read(
        tenant,
        reader ->
            KeyId.parse(kid)
                .flatMap(reader::key)
                .filter(SigningKeys::signs)
                .map(key -> cost(reader, key)));
  }

  private static Cost cost(TenantReader reader, SealedKey key) {
    Optional<SignatureAlgorithm> algorithm =
        SignatureAlgorithm.parse(key.algorithm()).filter(it -> key.use() == Use.TOKEN);
    if (algorithm.isEmpty() || key.state() == State.PUBLISHED || key.state() == State.REMOVED) {
      return new Cost(0, 0);
    }
    long apis =
        reader.everyApi().stream().filter(api -> api.algorithm() == algorithm.get()).count();
    return new Cost((int) apis, reader.appsSignedFor(algorithm.get()));
  }

  /** Closes every token that a key signed; a successor signs from this change on. */
  void revoke(Edit edit, KeyId id) throws Refusal {
    SealedKey key =
        edit.tenant()
            .key(id)
            .filter(SigningKeys::signs)
            .orElseThrow(() -> AdminReason.Invalid.at("/kid", "names no key that signs"));
    if (key.use() == Use.TOKEN) {
      edit.closing().key(id);
    }
    if (key.published()) {
      edit.tenant().put(key.in(State.REMOVED, edit.now(), edit.number()));
      SignatureAlgorithm.parse(key.algorithm())
          .ifPresent(algorithm -> ensure(edit, key.use(), algorithm));
    }
  }

  private static String target(KeyId id) {
    return "key/" + id;
  }

  /** The keys of a tenant as they are shown. */
  private final class Shown {
    private final List<SealedKey> keys;
    private final List<Api> apis;

    private Shown(TenantReader reader) {
      this.keys = reader.keys();
      this.apis = reader.everyApi();
    }

    private JsonObject view(SealedKey key) {
      @Nullable String until = life.until(key, keys, apis).map(Instant::toString).orElse(null);
      return JsonObject.builder()
          .put("kid", key.id().text())
          .put(USE, key.use() == Use.FEED ? FEED : TOKEN)
          .put(ALGORITHM, key.algorithm())
          .put("state", KeySteps.text(key.state()))
          .put("created_at", key.createdAt().toString())
          .put("state_since", key.stateSince().toString())
          .put("state_until", until)
          .build();
    }
  }
}
