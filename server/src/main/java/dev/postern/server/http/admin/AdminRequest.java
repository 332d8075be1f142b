package dev.postern.server.http.admin;

import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.server.admin.Actor;
import dev.postern.server.admin.IfMatch;
import dev.postern.server.admin.Once;
import dev.postern.server.admin.Paging;
import dev.postern.server.http.HttpError;
import dev.postern.server.http.QueryParameters;
import dev.postern.server.http.Request;
import dev.postern.server.http.RequestRefused;
import dev.postern.server.refusal.AdminReason;
import dev.postern.server.refusal.AdminReason.Problem;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.TenantName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One call of the Admin API whose caller may make it: what its URL, headers and body say. */
final class AdminRequest {

  private static final JsonReader JSON = new JsonReader(JsonLimits.REQUEST);
  private static final Set<String> PAGING = Set.of("limit", "cursor");
  private static final Pattern LIMIT = Pattern.compile("[1-9][0-9]{0,3}");
  private static final Pattern CURSOR = Pattern.compile("[A-Za-z0-9._~-]{1,128}");
  private static final Pattern KEY = Pattern.compile("[!-~]{1,255}");
  // RFC 9110 8.8.3: entity-tag = [ weak ] DQUOTE *etagc DQUOTE
  private static final Pattern TAG = Pattern.compile("(W/)?\"([!#-~]{0,64})\"");
  private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,17}");
  private static final int MOST_TAGS = 16;

  private final Actor actor;
  private final Request request;

  AdminRequest(Actor actor, Request request) {
    this.actor = actor;
    this.request = request;
  }

  /** Who calls. */
  Actor actor() {
    return actor;
  }

  /** Whose Admin API is called. */
  TenantName tenant() {
    return actor.tenant();
  }

  /** The segment of the path that the template calls {@code name}. */
  String path(String name) {
    return request.pathParameter(name);
  }

  /** Refuses every parameter of the query. */
  void noParameters() throws Refusal {
    parameters(Set.of());
  }

  private QueryParameters parameters(Set<String> known) throws Refusal {
    QueryParameters query = request.queryParameters();
    if (!known.containsAll(query.names())) {
      throw AdminReason.Invalid.at("?", "has a parameter that is not known here");
    }
    return query;
  }

  /** Which part of a list is wanted. */
  Paging paging() throws Refusal {
    QueryParameters query = parameters(PAGING);
    List<Problem> problems = new ArrayList<>();
    String limit = query.value("limit").orElse(Integer.toString(Paging.USUAL));
    int number = LIMIT.matcher(limit).matches() ? Integer.parseInt(limit) : 0;
    if (number < 1 || number > Paging.LONGEST) {
      problems.add(new Problem("?limit", "is a number from 1 to " + Paging.LONGEST));
    }
    String cursor = query.value("cursor").orElse("");
    if (query.value("cursor").isPresent() && !CURSOR.matcher(cursor).matches()) {
      problems.add(new Problem("?cursor", "is none that a list ended with"));
    }
    if (!problems.isEmpty()) {
      throw new Refusal(new AdminReason.Invalid(problems));
    }
    return new Paging(cursor, number);
  }

  /** The body, which is JSON and says so. */
  JsonObject body(String... mediaTypes) throws Refusal {
    Optional<String> type = request.contentType();
    if (type.isEmpty() || !List.of(mediaTypes).contains(type.get())) {
      throw new RequestRefused(HttpError.UNSUPPORTED_MEDIA_TYPE);
    }
    try {
      return JSON.object(request.body());
    } catch (JsonFault fault) {
      throw AdminReason.Invalid.at("", "cannot be read: " + fault.text());
    }
  }

  /** The {@code Idempotency-Key}, if there is one. */
  Optional<Once> once() throws Refusal {
    Optional<String> key = request.headers().single("Idempotency-Key");
    if (key.isPresent() && !KEY.matcher(key.get()).matches()) {
      throw new RequestRefused(HttpError.BAD_REQUEST);
    }
    return key.map(
        chosen -> Once.of(actor, chosen, request.method(), request.path(), request.body()));
  }

  /** RFC 9110 13.1.1: {@code If-Match} is {@code *} or a list of entity tags. */
  IfMatch ifMatch() {
    List<String> values = request.headers().all("If-Match");
    if (values.isEmpty()) {
      return IfMatch.NOTHING;
    }
    String all = String.join(",", values).strip();
    if (all.equals("*")) {
      return IfMatch.ANY;
    }
    Set<Long> versions = new HashSet<>();
    String[] tags = all.split("[ \t]*,[ \t]*", MOST_TAGS + 1);
    for (String tag : tags) {
      Matcher matcher = TAG.matcher(tag);
      if (!matcher.matches() || tags.length > MOST_TAGS) {
        throw new RequestRefused(HttpError.BAD_REQUEST);
      }
      // RFC 9110 8.8.3.2: a weak tag never matches here; nor does one that we did not make.
      if (matcher.group(1) == null && VERSION.matcher(matcher.group(2)).matches()) {
        versions.add(Long.parseLong(matcher.group(2)));
      }
    }
    return IfMatch.of(versions);
  }
}
