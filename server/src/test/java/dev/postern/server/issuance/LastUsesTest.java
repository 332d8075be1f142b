package dev.postern.server.issuance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.server.issuance.UseTable.Use;
import dev.postern.store.CredentialId;
import dev.postern.store.TenantName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LastUsesTest {

  private static final TenantName ACME = new TenantName("acme");
  private static final TenantName OTHER = new TenantName("other");

  /** Against what the library's map does, through growth, wrap and emptiness. */
  @Test
  void aTableIsAMapAndAQueue() {
    Random random = new Random(42);
    UseTable table = new UseTable();
    Map<Key, Long> model = new LinkedHashMap<>();
    for (int step = 0; step < 200_000; step++) {
      // First mostly in, then mostly out, and again.
      boolean in = random.nextInt(100) < (step / 20_000 % 2 == 0 ? 70 : 30);
      if (in) {
        Key key = new Key(random.nextBoolean() ? ACME : OTHER, id(random.nextInt(5_000)));
        table.put(key.tenant(), key.credential(), step);
        model.merge(key, (long) step, Math::max);
      } else {
        assertThat(table.poll()).isEqualTo(firstOf(model));
      }
      assertThat(table.size()).isEqualTo(model.size());
    }
    while (!model.isEmpty()) {
      assertThat(table.poll()).isEqualTo(firstOf(model));
    }
    assertThat(table.poll()).isNull();
  }

  @Test
  void ofTwoUsesTheLaterIsKept() {
    LastUses uses = new LastUses();
    uses.put(ACME, id(1), 200);
    uses.put(ACME, id(1), 100);
    assertThat(uses.take(10)).containsExactly(new Use(ACME, id(1), 200));
  }

  @Test
  void credentialsOfOneNameInTwoTenantsAreTwo() {
    LastUses uses = new LastUses();
    uses.put(ACME, id(1), 1);
    uses.put(OTHER, id(1), 2);
    assertThat(uses.take(10))
        .containsExactlyInAnyOrder(new Use(ACME, id(1), 1), new Use(OTHER, id(1), 2));
  }

  @Test
  void whoComesBackAtOncePushesOutNobody() {
    LastUses uses = new LastUses();
    for (int i = 0; i < 1_000; i++) {
      uses.put(ACME, id(i), 0);
    }
    Set<CredentialId> seen = new HashSet<>();
    // Two rounds of portions, whatever the stripes: in the first of them some may come twice.
    for (int portions = 0; portions < 200; portions++) {
      for (Use use : uses.take(10)) {
        seen.add(use.credential());
        uses.put(ACME, use.credential(), portions);
      }
    }
    assertThat(seen).hasSize(1_000);
    assertThat(uses.size()).isEqualTo(1_000);
  }

  @Test
  void threadsThatRememberAndOneThatTakesLoseNothing() throws InterruptedException {
    LastUses uses = new LastUses();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      int from = t * 5_000;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = from; i < from + 5_000; i++) {
                  uses.put(ACME, id(i), i);
                }
              }));
    }
    Map<CredentialId, Long> seen = new LinkedHashMap<>();
    for (int i = 0; i < 10_000 && threads.stream().anyMatch(Thread::isAlive); i++) {
      uses.take(100).forEach(use -> seen.put(use.credential(), use.millis()));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    uses.take(Integer.MAX_VALUE).forEach(use -> seen.put(use.credential(), use.millis()));
    assertThat(seen).hasSize(20_000);
    assertThat(seen)
        .allSatisfy((credential, at) -> assertThat(credential).isEqualTo(id((int) (long) at)));
    assertThat(uses.size()).isZero();
  }

  private record Key(TenantName tenant, CredentialId credential) {}

  private static @Nullable Use firstOf(Map<Key, Long> model) {
    if (model.isEmpty()) {
      return null;
    }
    Map.Entry<Key, Long> first = model.entrySet().iterator().next();
    model.remove(first.getKey());
    return new Use(first.getKey().tenant(), first.getKey().credential(), first.getValue());
  }

  private static CredentialId id(int number) {
    return new CredentialId("cred_" + number);
  }
}
