package dev.postern.server.clientauth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RecentTest {

  private final Recent<String, Integer> recent = new Recent<>(3);

  @Test
  void whatIsPutIsTakenOnce() {
    recent.put("a", 1);
    assertThat(recent.take("a")).contains(1);
    assertThat(recent.take("a")).isEmpty();
  }

  @Test
  void whereThereIsNoRoomTheOldestGoesAndNoOther() {
    for (int i = 0; i < 5; i++) {
      recent.put("k" + i, i);
    }
    assertThat(recent.take("k0")).isEmpty();
    assertThat(recent.take("k1")).isEmpty();
    assertThat(recent.take("k2")).contains(2);
    assertThat(recent.take("k3")).contains(3);
    assertThat(recent.take("k4")).contains(4);
  }

  @Test
  void whatIsPutAnewIsTheNewest() {
    recent.put("a", 1);
    recent.put("b", 2);
    recent.put("a", 3);
    recent.put("c", 4);
    recent.put("d", 5);
    assertThat(recent.take("b")).isEmpty();
    assertThat(recent.take("a")).contains(3);
  }
}
