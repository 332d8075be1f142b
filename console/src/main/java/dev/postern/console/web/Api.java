package dev.postern.console.web;

import dev.postern.console.gate.Answer;
import dev.postern.console.gate.Asked;
import dev.postern.console.gate.Call;
import dev.postern.console.gate.Upstream;
import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The Admin API, called in the name of whoever is signed in. Paths are below {@code /admin/v1}, and
 * what stands in them is encoded by {@link Urls}. There is one for each request of a browser, which
 * its searches share their time by.
 */
public final class Api {

  private static final String ROOT = "/admin/v1";
  private static final String JSON = "application/json";

  /** The most items in one part of a list. */
  private static final int PART = 500;

  /** What one {@link #search} reads at most. */
  private static final int PARTS = 20;

  /** For how long all searches of a request read on, so that a page has no more than this. */
  private static final Duration PATIENCE = Duration.ofMillis(250);

  /** Answers of our own server; a part of a list is its longest. */
  private static final JsonReader READER =
      new JsonReader(new JsonLimits(32 * 1024 * 1024, 64, 100_000, 64, 1024 * 1024));

  private final Upstream upstream;
  private final Session session;
  private final Asked.From from;
  private final LongSupplier nanos;
  private long searched;

  /** The Admin API for the bearer of {@code session}'s token. */
  public Api(Upstream upstream, Session session, Asked.From from) {
    this(upstream, session, from, System::nanoTime);
  }

  Api(Upstream upstream, Session session, Asked.From from, LongSupplier nanos) {
    this.upstream = upstream;
    this.session = session;
    this.from = from;
    this.nanos = nanos;
  }

  /** Reads one object. */
  public Item get(String path) throws ApiRefused {
    return object(call("GET", path));
  }

  /**
   * An object as it was when it was read.
   *
   * @param item the object
   * @param tag what names that version of it: its {@code ETag} (RFC 9110 section 8.8.3)
   */
  public record Read(Item item, String tag) {}

  /** Reads one object and which version of it that is. */
  public Read read(String path) throws ApiRefused {
    Answer answer = answered(call("GET", path));
    String tag =
        answer.fields().stream()
            .filter(field -> field.name().equalsIgnoreCase("ETag"))
            .map(Answer.Field::value)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("an object has no tag"));
    return new Read(new Item(read(answer)), tag);
  }

  /**
   * Reads a list part by part.
   *
   * @param parts how many parts at most; {@link Listed#next} of what comes back is there where the
   *     list goes on
   */
  public Listed list(String path, Query query, int parts) throws ApiRefused {
    Listed part = list(path, query);
    List<Item> items = new ArrayList<>(part.items());
    for (int read = 1; read < parts && part.next().isPresent(); read++) {
      part = list(path, query.with("cursor", part.next().get()));
      items.addAll(part.items());
    }
    return new Listed(items, part.next());
  }

  /** Reads one part of a list. */
  public Listed list(String path, Query query) throws ApiRefused {
    return Listed.of(object(call("GET", path).query(query.text())));
  }

  /**
   * Reads what is found in a list, part by part, until that is all of it, or {@code most}, or the
   * searches of this request have taken long enough: a search of the Admin API looks at so many
   * things at a time. Where those before it have, its first part is read still.
   */
  public Searched search(String path, Query query, int most) throws ApiRefused {
    long begin = nanos.getAsLong();
    try {
      return search(path, query, most, begin + PATIENCE.toNanos() - searched);
    } finally {
      searched += nanos.getAsLong() - begin;
    }
  }

  private Searched search(String path, Query query, int most, long end) throws ApiRefused {
    List<Item> found = new ArrayList<>();
    Query asked = query.with("limit", Integer.toString(Math.min(most, PART)));
    Listed part = list(path, asked);
    found.addAll(part.items());
    for (int parts = 1; part.next().isPresent(); parts++) {
      boolean longEnough = nanos.getAsLong() - end > 0;
      if (found.size() >= most || parts >= PARTS || longEnough) {
        return new Searched(found, false);
      }
      part = list(path, asked.with("cursor", part.next().get()));
      found.addAll(part.items());
    }
    return new Searched(found, true);
  }

  /** Reads an object that depends on parameters. */
  public Item get(String path, Query query) throws ApiRefused {
    return object(call("GET", path).query(query.text()));
  }

  /** Makes something, or asks a question that has a body. */
  public Item post(String path, JsonObject body) throws ApiRefused {
    return object(call("POST", path).body(JSON, body.bytes()));
  }

  /**
   * Makes something once, however often the form is sent that has {@code key}: {@link Visit#once}.
   */
  public Item post(String path, JsonObject body, String key) throws ApiRefused {
    return object(call("POST", path).with("Idempotency-Key", key).body(JSON, body.bytes()));
  }

  /** Changes something by a merge patch (RFC 7396). */
  public Item patch(String path, JsonObject body) throws ApiRefused {
    return object(call("PATCH", path).body("application/merge-patch+json", body.bytes()));
  }

  /** The same where it is still as it was read with {@code tag}: it is refused (412) otherwise. */
  public Item patch(String path, JsonObject body, String tag) throws ApiRefused {
    return object(
        call("PATCH", path)
            .with("If-Match", tag)
            .body("application/merge-patch+json", body.bytes()));
  }

  /**
   * Puts something in its place.
   *
   * @param tag as it was read; empty where there was nothing. Where that is no longer so it is
   *     refused (412).
   */
  public Item put(String path, JsonObject body, Optional<String> tag) throws ApiRefused {
    Call put = call("PUT", path).body(JSON, body.bytes());
    return object(
        tag.isPresent() ? put.with("If-Match", tag.get()) : put.with("If-None-Match", "*"));
  }

  /** Removes something. */
  public void delete(String path) throws ApiRefused {
    answered(call("DELETE", path));
  }

  /** Removes what is still as it was read with {@code tag}: it is refused (412) otherwise. */
  public void delete(String path, String tag) throws ApiRefused {
    answered(call("DELETE", path).with("If-Match", tag));
  }

  private Call call(String method, String path) {
    return Call.of(method, ROOT + path).bearer(session.token());
  }

  private Item object(Call call) throws ApiRefused {
    return new Item(read(answered(call)));
  }

  private Answer answered(Call call) throws ApiRefused {
    Answer answer = upstream.call(call, from);
    if (answer.status() >= 400) {
      throw refusal(answer);
    }
    return answer;
  }

  /** The refusal that an answer is: a problem (RFC 9457), or an error of OAuth (RFC 6749 5.2). */
  public static ApiRefused refusal(Answer answer) {
    Item problem = new Item(quietly(answer));
    List<ApiRefused.Fault> faults = new ArrayList<>();
    for (Item each : problem.items("errors")) {
      faults.add(
          new ApiRefused.Fault(
              each.optional("pointer").orElse(""), each.optional("detail").orElse("")));
    }
    return new ApiRefused(
        answer.status(),
        problem.optional("code").or(() -> problem.optional("error")).orElse(""),
        problem.optional("detail").or(() -> problem.optional("error_description")).orElse(""),
        faults);
  }

  /** The object that an answer of our own server holds. */
  public static JsonObject read(Answer answer) {
    try {
      return READER.object(answer.body());
    } catch (JsonFault e) {
      throw new IllegalStateException("an endpoint answered with what is no object", e);
    }
  }

  private static JsonObject quietly(Answer answer) {
    try {
      return READER.object(answer.body());
    } catch (JsonFault e) {
      return JsonObject.EMPTY;
    }
  }
}
