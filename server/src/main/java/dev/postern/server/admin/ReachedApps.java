package dev.postern.server.admin;

import dev.postern.protocol.ClientId;
import dev.postern.server.refusal.Refusal;
import dev.postern.store.ApiId;
import dev.postern.store.App;
import dev.postern.store.AppEntry;
import dev.postern.store.AppFilter;
import dev.postern.store.Found;
import dev.postern.store.Page;
import dev.postern.store.TenantReader;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The apps that a caller may know of: all, or those that have a grant at one of his APIs. */
final class ReachedApps {

  private ReachedApps() {}

  /** The app, if it is there for {@code by}. */
  static AppEntry app(Actor by, TenantReader reader, ClientId id) throws Refusal {
    AppEntry entry = Named.app(reader, id);
    if (!known(by, entry)) {
      throw Named.nothing();
    }
    return entry;
  }

  /** Whether {@code by} may know of it. */
  static boolean known(Actor by, AppEntry app) {
    return !by.reach().limited()
        || app.grants().stream().anyMatch(grant -> by.reach().covers(grant.apiId()));
  }

  /** Searches them, in the order of their ids. */
  static Found<App> search(Actor by, TenantReader reader, AppFilter filter, Page page) {
    @Nullable Set<ApiId> apis = by.reach().apis();
    AppFilter.@Nullable AtApi granted = filter.granted();
    if (apis == null) {
      return reader.apps(filter, page);
    }
    if (granted != null) {
      return by.reach().covers(granted.api())
          ? reader.apps(filter, page)
          : new Found<>(List.of(), null);
    }
    return merged(apis, reader, filter, page);
  }

  /**
   * Looks at each of the APIs alone, so that wherever a search stops it stops at an app that he may
   * know of. What is behind the first such place may have others before it, and waits.
   */
  private static Found<App> merged(
      Set<ApiId> apis, TenantReader reader, AppFilter filter, Page page) {
    TreeMap<String, App> found = new TreeMap<>();
    @Nullable String stopped = null;
    for (ApiId api : apis) {
      Found<App> part = reader.apps(filter.at(api), page);
      part.items().forEach(app -> found.put(app.clientId().text(), app));
      @Nullable String end = part.stoppedAt();
      if (end != null && (stopped == null || end.compareTo(stopped) < 0)) {
        stopped = end;
      }
    }
    List<App> certain =
        List.copyOf((stopped == null ? found : found.headMap(stopped, true)).values());
    return certain.size() < page.limit()
        ? new Found<>(certain, stopped)
        : new Found<>(certain.subList(0, page.limit()), null);
  }
}
