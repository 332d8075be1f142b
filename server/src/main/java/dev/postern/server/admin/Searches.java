package dev.postern.server.admin;

import dev.postern.protocol.ClientId;
import dev.postern.protocol.Scopes;
import dev.postern.store.ApiId;
import dev.postern.store.App;
import dev.postern.store.AppFilter;
import dev.postern.store.AuditFilter;
import dev.postern.store.CredentialFilter;
import dev.postern.store.Profile;
import dev.postern.store.Words;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What lists are searched by. A name that names nothing here, another tenant's too, is no mistake:
 * nothing is found by it.
 */
final class Searches {

  private static final int WORDS = 128;
  private static final int ACTOR = 256;
  private static final int TARGET = 512;

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._~-]{1,128}");
  private static final Pattern ACTION = Pattern.compile("[a-z_]{1,64}\\.[a-z_]{0,64}");
  private static final Pattern LABEL =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,62}(:[^\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]{0,256})?");

  private Searches() {}

  static AppFilter apps(Filters query) {
    Words words = words(query);
    @Nullable String status = query.choice("status", List.of("active", "blocked")).orElse(null);
    @Nullable String profile = query.choice("profile", List.of("standard", "fapi2")).orElse(null);
    return new AppFilter(
        words,
        status == null ? null : status.equals("active") ? App.Status.ACTIVE : App.Status.BLOCKED,
        profile == null ? null : profile.equals("standard") ? Profile.STANDARD : Profile.FAPI2,
        label(query),
        granted(query));
  }

  private static AppFilter.@Nullable Label label(Filters query) {
    Optional<String> text =
        query.sound("label", LABEL, "is a label's name, or name:value with its whole value");
    if (text.isEmpty()) {
      return null;
    }
    int sign = text.get().indexOf(':');
    return sign < 0
        ? new AppFilter.Label(text.get(), null)
        : new AppFilter.Label(text.get().substring(0, sign), text.get().substring(sign + 1));
  }

  private static AppFilter.@Nullable AtApi granted(Filters query) {
    Optional<String> api = query.sound("api_id", ID, "is the id of an API");
    @Nullable String scope = scope(query).orElse(null);
    if (api.isEmpty()) {
      if (scope != null) {
        query.wrong("scope", "is one of an API, which api_id names");
      }
      return null;
    }
    return new AppFilter.AtApi(new ApiId(api.get()), scope);
  }

  /** A scope, whether anything knows it or not. */
  static Optional<String> scope(Filters query) {
    Optional<String> scope = query.text("scope", WORDS);
    if (scope.isPresent() && !Scopes.wellFormed(scope.get())) {
      query.wrong("scope", "is the name of a scope");
      return Optional.empty();
    }
    return scope;
  }

  static Words words(Filters query) {
    Optional<String> text = query.text("q", WORDS);
    Words words = text.map(Words::of).orElse(Words.NONE);
    if (text.isPresent() && words.words().isEmpty()) {
      query.wrong("q", "has at least one word");
    }
    return words;
  }

  static CredentialFilter credentials(Filters query) {
    List<CredentialFilter.Type> kinds = List.of(CredentialFilter.Type.values());
    List<String> types = kinds.stream().map(NewCredential::type).toList();
    @Nullable String type = query.choice("type", types).orElse(null);
    @Nullable Instant after = query.time("expires_after");
    @Nullable Instant before = query.time("expires_before");
    if (after != null && before != null && !after.isBefore(before)) {
      query.wrong("expires_before", "is later than expires_after");
    }
    return new CredentialFilter(
        type == null ? null : kinds.get(types.indexOf(type)),
        after,
        before,
        query.time("unused_since"));
  }

  static AuditFilter audit(Filters query) {
    @Nullable String actor = query.text("actor", ACTOR).orElse(null);
    @Nullable String action =
        query
            .sound("action", ACTION, "is an action as app.block, or app. for every one on apps")
            .orElse(null);
    @Nullable String target = query.text("target", TARGET).orElse(null);
    @Nullable ClientId app =
        query.read("client_id", ClientId::parse, "is a client id").orElse(null);
    @Nullable Instant from = query.time("from");
    @Nullable Instant to = query.time("to");
    if (from != null && to != null && !from.isBefore(to)) {
      query.wrong("to", "is later than from");
    }
    return new AuditFilter(actor, action, target, app, from, to);
  }

  /** In which order the log is read. */
  static AuditFilter.Order order(Filters query) {
    return query.choice("order", List.of("oldest", "newest")).orElse("oldest").equals("newest")
        ? AuditFilter.Order.NEWEST_FIRST
        : AuditFilter.Order.OLDEST_FIRST;
  }
}
