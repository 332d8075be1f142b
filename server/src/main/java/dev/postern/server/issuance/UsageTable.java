package dev.postern.server.issuance;

import dev.postern.protocol.ClientId;
import dev.postern.store.ApiId;
import dev.postern.store.TenantName;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How many token requests there were of each kind: a map made of arrays, as {@link UseTable} is and
 * for the same reason. For one thread at a time. Nothing is taken out but everything.
 */
final class UsageTable {

  private static final int SMALLEST = 16;

  private final int most;

  /** A power of two places, taken from the first on. */
  private @Nullable TenantName[] tenants = new TenantName[SMALLEST];

  private @Nullable ClientId[] clients = new ClientId[SMALLEST];
  private @Nullable ApiId[] apis = new ApiId[SMALLEST];
  private int[] whats = new int[SMALLEST];
  private long[] requests = new long[SMALLEST];
  private int[] hashes = new int[SMALLEST];
  private int size;

  /** Twice as many slots as places: a place plus one, or 0 in those that are free. */
  private int[] slots = new int[2 * SMALLEST];

  /**
   * An empty table.
   *
   * @param most so many rows of apps or APIs it holds, and a quarter more of others
   */
  UsageTable(int most) {
    this.most = most;
  }

  int size() {
    return size;
  }

  /**
   * Adds to a row, and says whether there was room for it.
   *
   * @param what the minute and the outcome, in one number
   */
  boolean add(
      TenantName tenant, @Nullable ClientId client, @Nullable ApiId api, int what, long more) {
    int hash = hash(tenant, client, api, what);
    int slot = hash & (slots.length - 1);
    while (slots[slot] != 0) {
      int place = slots[slot] - 1;
      if (hashes[place] == hash
          && whats[place] == what
          && Objects.equals(client, clients[place])
          && Objects.equals(api, apis[place])
          && tenant.equals(tenants[place])) {
        requests[place] += more;
        return true;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    int room = client == null && api == null ? most + Math.max(1, most / 4) : most;
    if (size >= room) {
      return false;
    }
    if (size == requests.length) {
      grow();
      slot = freeSlot(hash);
    }
    tenants[size] = tenant;
    clients[size] = client;
    apis[size] = api;
    whats[size] = what;
    requests[size] = more;
    hashes[size] = hash;
    slots[slot] = ++size;
    return true;
  }

  private void grow() {
    int places = 2 * requests.length;
    tenants = Arrays.copyOf(tenants, places);
    clients = Arrays.copyOf(clients, places);
    apis = Arrays.copyOf(apis, places);
    whats = Arrays.copyOf(whats, places);
    requests = Arrays.copyOf(requests, places);
    hashes = Arrays.copyOf(hashes, places);
    slots = new int[2 * places];
    for (int place = 0; place < size; place++) {
      slots[freeSlot(hashes[place])] = place + 1;
    }
  }

  private int freeSlot(int hash) {
    int slot = hash & (slots.length - 1);
    while (slots[slot] != 0) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  /** Takes out everything: what was here is in the table that is given back. */
  UsageTable emptied() {
    UsageTable full = new UsageTable(most);
    full.tenants = tenants;
    full.clients = clients;
    full.apis = apis;
    full.whats = whats;
    full.requests = requests;
    full.hashes = hashes;
    full.slots = slots;
    full.size = size;
    tenants = new TenantName[SMALLEST];
    clients = new ClientId[SMALLEST];
    apis = new ApiId[SMALLEST];
    whats = new int[SMALLEST];
    requests = new long[SMALLEST];
    hashes = new int[SMALLEST];
    slots = new int[2 * SMALLEST];
    size = 0;
    return full;
  }

  /** The row at a place below {@link #size}. */
  Row row(int place) {
    TenantName tenant = tenants[place];
    if (tenant == null) {
      throw new IllegalStateException("there is no such row");
    }
    return new Row(tenant, clients[place], apis[place], whats[place], requests[place]);
  }

  /**
   * Spreads the hashes of the texts over all bits, the high ones too, which choose a stripe. Nobody
   * who calls chooses them: ids are made here, and what is not there is counted without one.
   */
  static int hash(TenantName tenant, @Nullable ClientId client, @Nullable ApiId api, int what) {
    int mixed = tenant.text().hashCode() * 31 + what;
    mixed = mixed * 31 + (client == null ? 0 : client.text().hashCode());
    mixed = (mixed * 31 + (api == null ? 0 : api.text().hashCode())) * 0x9E3779B9;
    return mixed ^ (mixed >>> 16);
  }

  /** A row that was taken out. */
  record Row(
      TenantName tenant, @Nullable ClientId client, @Nullable ApiId api, int what, long requests) {}
}
