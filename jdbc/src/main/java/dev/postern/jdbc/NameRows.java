package dev.postern.jdbc;

import dev.postern.protocol.ClientId;
import dev.postern.store.ApiId;
import dev.postern.store.RegistrationPolicyId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What things of one kind are called, and nothing else of them: many in one statement.
 *
 * @param table where they are kept
 * @param key the column of their ids there
 * @param id the id that such a text is
 * @param <K> their ids
 */
record NameRows<K>(String table, String key, Function<String, K> id) {

  static final NameRows<ClientId> APPS = new NameRows<>("app", "client_id", ClientId::new);
  static final NameRows<ApiId> APIS = new NameRows<>("api", "id", ApiId::new);
  static final NameRows<RegistrationPolicyId> REGISTRATION_POLICIES =
      new NameRows<>("registration_policy", "id", RegistrationPolicyId::new);

  /** So many ids in one statement; databases take only so many arguments. */
  private static final int AT_ONCE = 500;

  /** The names of those of {@code ids} that are there. */
  Map<K, String> of(Sql sql, String tenant, Set<K> ids) {
    Map<K, String> names = new HashMap<>();
    List<K> all = List.copyOf(ids);
    for (int from = 0; from < all.size(); from += AT_ONCE) {
      read(sql, tenant, all.subList(from, Math.min(all.size(), from + AT_ONCE)), names);
    }
    return names;
  }

  private void read(Sql sql, String tenant, List<K> ids, Map<K, String> names) {
    List<Object> arguments = new ArrayList<>();
    arguments.add(tenant);
    ids.forEach(each -> arguments.add(each.toString()));
    sql.list(
            "SELECT %s, name FROM %s WHERE tenant = ? AND %s IN (%s)"
                .formatted(
                    key, table, key, String.join(", ", Collections.nCopies(ids.size(), "?"))),
            row -> Map.entry(id.apply(row.getString(1)), row.getString(2)),
            arguments.toArray())
        .forEach(found -> names.put(found.getKey(), found.getValue()));
  }
}
