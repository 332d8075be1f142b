package dev.postern.server.admin;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonString;
import dev.postern.protocol.json.JsonValue;
import dev.postern.server.config.AddressRange;
import dev.postern.store.ApiId;
import dev.postern.store.App;
import dev.postern.store.Profile;
import dev.postern.store.Proof;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What its owner says of an app and may change.
 *
 * @param name its name for people
 * @param description what it is for
 * @param status whether it may have tokens
 * @param labels free names and values
 * @param allowedIps addresses and networks that it may ask from
 * @param limits how much it may ask
 * @param actsFor the APIs whose own identity it is
 * @param proof what every token of its must be bound to
 * @param profile how strict it is
 */
record AppSettings(
    String name,
    String description,
    App.Status status,
    Map<String, String> labels,
    List<String> allowedIps,
    App.Limits limits,
    Set<ApiId> actsFor,
    Proof proof,
    Profile profile) {

  static final String ACTS_FOR = "acts_for";

  private static final int NAME = 128;
  private static final int DESCRIPTION = 1024;
  private static final int LABELS = 32;
  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,62}");
  private static final int LABEL_VALUE = 256;
  private static final int ADDRESSES = 64;

  /** Java by itself also takes {@code 10.1} for an address, and the name of an interface in one. */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "([0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*)(/(0|[1-9][0-9]{0,2}))?");

  private static final int ACTS_FOR_MOST = 100;
  private static final int TOKENS_PER_MINUTE = 10_000_000;

  static AppSettings read(Fields fields) {
    String name = fields.requiredText("name", NAME);
    String description = fields.text("description", 0, DESCRIPTION).orElse("");
    String status = fields.choice("status", "active", List.of("active", "blocked"));
    return new AppSettings(
        name,
        description,
        status.equals("active") ? App.Status.ACTIVE : App.Status.BLOCKED,
        labels(fields),
        addresses(fields),
        fields.within("limits", AppSettings::limits).orElse(App.Limits.NONE),
        actsFor(fields),
        Demanded.read(fields),
        Strictness.read(fields));
  }

  private static Map<String, String> labels(Fields fields) {
    Map<String, String> labels = new TreeMap<>();
    Map<String, JsonValue> sent =
        new LinkedHashMap<>(fields.object("labels").orElse(JsonObject.EMPTY).members());
    sent.values().removeIf(value -> value == JsonNull.NULL);
    boolean sound =
        sent.size() <= LABELS
            && sent.entrySet().stream()
                .allMatch(label ->
                    LABEL.matcher(label.getKey()).matches()
                        && label.getValue() instanceof JsonString value
                        && Fields.printable(value.value(), 0, LABEL_VALUE));
    if (!sound) {
      fields.wrong(
          "labels",
          "are at most 32 names of 1 to 63 letters, digits and ._/- with texts of at most 256"
              + " characters");
      return labels;
    }
    sent.forEach((label, value) -> labels.put(label, ((JsonString) value).value()));
    return labels;
  }

  private static List<String> addresses(Fields fields) {
    List<String> addresses = fields.texts("allowed_ips", ADDRESSES);
    for (int i = 0; i < addresses.size(); i++) {
      if (!address(addresses.get(i))) {
        fields.wrong("allowed_ips/" + i, "is an address or network as 192.0.2.7 or 10.0.0.0/8");
      }
    }
    return addresses;
  }

  /** Whether {@code text} is an address or a network, written in full. */
  static boolean address(String text) {
    try {
      return ADDRESS.matcher(text).matches() && AddressRange.parse(text).prefix() >= 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static App.Limits limits(Fields fields) {
    OptionalLong tokens = fields.integer("tokens_per_minute", 1, TOKENS_PER_MINUTE);
    return tokens.isPresent()
        ? new App.Limits(OptionalInt.of((int) tokens.getAsLong()))
        : App.Limits.NONE;
  }

  private static Set<ApiId> actsFor(Fields fields) {
    Set<ApiId> all = new LinkedHashSet<>();
    List<String> texts = fields.texts(ACTS_FOR, ACTS_FOR_MOST);
    for (int i = 0; i < texts.size(); i++) {
      String at = ACTS_FOR + "/" + i;
      Named.apiId(texts.get(i)).ifPresentOrElse(all::add, () -> fields.wrong(at, "is no id"));
    }
    return all;
  }

  /** The same with another name, and what an app itself wants to prove. */
  AppSettings registered(String other, Proof wanted) {
    Proof demanded = Demanded.kept(proof, wanted);
    return new AppSettings(
        other, description, status, labels, allowedIps, limits, actsFor, demanded, profile);
  }

  static AppSettings of(App app) {
    return new AppSettings(
        app.name(),
        app.description(),
        app.status(),
        app.labels(),
        app.allowedIps(),
        app.limits(),
        app.actsFor(),
        app.proof(),
        app.profile());
  }

  /** As {@link #read} takes it. */
  JsonObject json() {
    JsonObject.Builder pairs = JsonObject.builder();
    new TreeMap<>(labels).forEach(pairs::put);
    JsonObject.Builder most = JsonObject.builder();
    limits.tokensPerMinute().ifPresent(tokens -> most.put("tokens_per_minute", tokens));
    List<String> apis = new ArrayList<>(actsFor.stream().map(ApiId::text).sorted().toList());
    return JsonObject.builder()
        .put("name", name)
        .put("description", description)
        .put("status", status == App.Status.ACTIVE ? "active" : "blocked")
        .put("labels", pairs.build())
        .put("allowed_ips", JsonArray.ofStrings(allowedIps))
        .put("limits", most.build())
        .put(Strictness.NAME, Strictness.text(profile))
        .put(Demanded.NAME, Demanded.text(proof))
        .put(ACTS_FOR, JsonArray.ofStrings(apis))
        .build();
  }

  /** An app with these settings. */
  App app(ClientId id, long epoch, Instant createdAt, long version) {
    return new App(
        id,
        name,
        description,
        status,
        labels,
        allowedIps,
        limits,
        actsFor,
        proof,
        profile,
        epoch,
        createdAt,
        version);
  }
}
