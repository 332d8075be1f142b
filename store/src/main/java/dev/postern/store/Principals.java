package dev.postern.store;

import dev.postern.protocol.ClientId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * As whom other issuers know the apps of one tenant. Any thread may read; only the replica writes.
 */
final class Principals {

  /** By issuer, then by subject. Nothing is empty. */
  private final Map<String, Map<String, Set<ClientId>>> issuers = new ConcurrentHashMap<>();

  /** Whether any app believes that issuer. */
  boolean believes(String issuer) {
    return issuers.containsKey(issuer);
  }

  /** The apps that go by that name, as they are at any time. */
  Set<ClientId> apps(Principal principal) {
    Set<ClientId> apps =
        issuers.getOrDefault(principal.issuer(), Map.of()).get(principal.subject());
    return apps == null ? Set.of() : Collections.unmodifiableSet(apps);
  }

  /** Puts the names of an app. */
  void put(AppEntry app) {
    ClientId id = app.app().clientId();
    for (Credential credential : app.credentials()) {
      if (credential instanceof FederatedCredential federated) {
        put(federated.trust().principal(), id);
      }
    }
  }

  /** Removes the names of an app, those that it still has in {@code present} left out. */
  void remove(AppEntry app, AppEntry present) {
    for (Credential credential : app.credentials()) {
      if (credential instanceof FederatedCredential federated
          && !goesBy(present, federated.trust().principal())) {
        remove(federated.trust().principal(), app.app().clientId());
      }
    }
  }

  /** Removes all names of an app. */
  void remove(AppEntry app) {
    remove(app, new AppEntry(app.app(), List.of(), List.of()));
  }

  private static boolean goesBy(AppEntry app, Principal principal) {
    return app.credentials().stream()
        .anyMatch(each ->
            each instanceof FederatedCredential federated
                && federated.trust().principal().equals(principal));
  }

  private void put(Principal principal, ClientId app) {
    issuers.compute(
        principal.issuer(),
        (issuer, known) -> {
          Map<String, Set<ClientId>> subjects = known == null ? new ConcurrentHashMap<>() : known;
          subjects
              .computeIfAbsent(principal.subject(), subject -> ConcurrentHashMap.newKeySet(1))
              .add(app);
          return subjects;
        });
  }

  private void remove(Principal principal, ClientId app) {
    issuers.computeIfPresent(
        principal.issuer(),
        (issuer, subjects) -> {
          subjects.computeIfPresent(
              principal.subject(),
              (subject, apps) -> {
                apps.remove(app);
                return apps.isEmpty() ? null : apps;
              });
          return subjects.isEmpty() ? null : subjects;
        });
  }
}
