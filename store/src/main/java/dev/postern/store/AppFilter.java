package dev.postern.store;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which apps are looked for: those of which all is true that is said here.
 *
 * @param words words in the name, the description, the client id or a label
 * @param status how they stand, or null
 * @param profile how strict they are, or null
 * @param label what they are labelled, or null
 * @param granted where they have a grant, or null
 */
public record AppFilter(
    Words words,
    App.@Nullable Status status,
    @Nullable Profile profile,
    @Nullable Label label,
    @Nullable AtApi granted) {

  /** All apps. */
  public static final AppFilter ALL = new AppFilter(Words.NONE, null, null, null, null);

  /**
   * A label.
   *
   * @param key its name
   * @param value its value, or null for any
   */
  public record Label(String key, @Nullable String value) {}

  /**
   * A grant, in whatever state.
   *
   * @param api where
   * @param scope what it holds, or null for anything
   */
  public record AtApi(ApiId api, @Nullable String scope) {}

  /** The same for apps that have a grant at {@code api}. */
  public AppFilter at(ApiId api) {
    return new AppFilter(words, status, profile, label, new AtApi(api, null));
  }

  /** Whether {@code app} is looked for, wherever it has grants. */
  boolean wants(App app) {
    return (status == null || status == app.status())
        && (profile == null || profile == app.profile())
        && (label == null || labelled(app, label))
        && words.in(
            Stream.concat(
                Stream.of(app.name(), app.description(), app.clientId().text()),
                app.labels().entrySet().stream()
                    .flatMap(each -> Stream.of(each.getKey(), each.getValue()))));
  }

  private static boolean labelled(App app, Label label) {
    @Nullable String value = app.labels().get(label.key());
    return value != null && (label.value() == null || label.value().equals(value));
  }

  /** Whether an app is looked for that has this grant there. */
  boolean wants(GrantedApp one) {
    return (granted == null || granted.scope() == null || one.scopes().contains(granted.scope()))
        && wants(one.app());
  }
}
