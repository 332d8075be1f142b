package dev.postern.server.http.admin;

import dev.postern.protocol.json.JsonFault;
import dev.postern.protocol.json.JsonLimits;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonReader;
import dev.postern.server.admin.Actor;
import dev.postern.server.admin.Filters;
import dev.postern.server.admin.Once;
import dev.postern.server.admin.Paging;
import dev.postern.server.admin.Precondition;
import dev.postern.server.http.HttpError;
import dev.postern.server.http.QueryParameters;
import dev.postern.server.http.Request;
import dev.postern.server.http.RequestRefused;
import dev.postern.server.refusal.AdminReason;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.TenantName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One call of the Admin API whose caller may make it: what its URL, headers and body say. */
final class AdminRequest {

  private static final JsonReader JSON = new JsonReader(JsonLimits.REQUEST);
  private static final Pattern KEY = Pattern.compile("[!-~]{1,255}");
  // RFC 9110 8.8.3 and 5.6.1: *( [ weak ] DQUOTE *etagc DQUOTE ), parted by commas, some too many
  private static final Pattern TAG =
      Pattern.compile("\\G[ \t,]*(W/)?\"([!#-~]{0,64})\"[ \t]*(?=,|$)");
  private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,17}");
  private static final Pattern REST = Pattern.compile("[ \t,]*");
  private static final int MOST_TAGS = 16;
  private static final String ANY = "*";
  private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
  private static final String IF_MATCH = "If-Match";
  private static final String IF_NONE_MATCH = "If-None-Match";

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
    filters().finish();
  }

  /** The parameters of the query, for a list that is searched. */
  Filters filters() {
    QueryParameters query = request.queryParameters();
    Map<String, String> values = new HashMap<>();
    query.names().forEach(name -> values.put(name, query.value(name).orElse("")));
    return new Filters(values);
  }

  /** Which part of a list is wanted. */
  Paging paging() throws Refusal {
    Filters filters = filters();
    Paging paging = filters.paging();
    filters.finish();
    return paging;
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
    List<String> keys = request.headers().all(IDEMPOTENCY_KEY);
    if (keys.isEmpty()) {
      return Optional.empty();
    }
    if (keys.size() > 1 || !KEY.matcher(keys.getFirst()).matches()) {
      throw AdminReason.Invalid.at(
          IDEMPOTENCY_KEY, "is one key of 1 to 255 visible characters of ASCII");
    }
    return Optional.of(
        Once.of(actor, keys.getFirst(), request.method(), request.path(), request.body()));
  }

  /**
   * What {@code If-Match} and {@code If-None-Match} say. A precondition that is not understood is
   * refused: who sends one does not want to be passed over.
   */
  Precondition precondition() throws Refusal {
    List<String> matches = request.headers().all(IF_MATCH);
    List<String> noMatches = request.headers().all(IF_NONE_MATCH);
    if (noMatches.isEmpty()) {
      return matches.isEmpty() ? Precondition.NONE : match(String.join(",", matches));
    }
    // RFC 9110 13.1.2: with * only where there is nothing yet.
    if (!matches.isEmpty() || !noMatches.equals(List.of(ANY))) {
      throw AdminReason.Invalid.at(IF_NONE_MATCH, "can only be *, and without If-Match");
    }
    return Precondition.ABSENT;
  }

  /** RFC 9110 13.1.1: {@code *} or a list of entity tags. */
  private static Precondition match(String text) throws Refusal {
    if (text.strip().equals(ANY)) {
      return Precondition.THERE;
    }
    Set<Long> versions = new HashSet<>();
    Matcher matcher = TAG.matcher(text);
    int tags = 0;
    int end = 0;
    while (tags <= MOST_TAGS && matcher.find()) {
      tags++;
      end = matcher.end();
      // RFC 9110 8.8.3.2: a weak tag never matches here; nor does one that we did not make.
      if (matcher.group(1) == null && VERSION.matcher(matcher.group(2)).matches()) {
        versions.add(Long.parseLong(matcher.group(2)));
      }
    }
    if (tags == 0 || tags > MOST_TAGS || !REST.matcher(text.substring(end)).matches()) {
      throw AdminReason.Invalid.at(IF_MATCH, "is * or at most 16 entity tags");
    }
    return Precondition.oneOf(versions);
  }
}
