package dev.postern.server.keysets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postern.store.TenantName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Names are looked up beside everything else, whatever a name server does. */
@Timeout(60)
final class LookupsTest {

  private static final Duration SHORT = Duration.ofMillis(50);
  private static final TenantName HOME = TenantName.DEFAULT;
  private static final InetAddress[] FOUND = {InetAddress.ofLiteral("8.8.8.8")};

  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicInteger asked = new AtomicInteger();
  private final Lookups lookups = new Lookups(this::lookUp, SHORT);

  @AfterEach
  void letGo() {
    release.countDown();
  }

  /** A name server that does not answer for names that hang. */
  private InetAddress[] lookUp(String name) throws IOException {
    asked.incrementAndGet();
    if (name.startsWith("hangs")) {
      try {
        release.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
    if (name.startsWith("unknown")) {
      throw new UnknownHostException(name);
    }
    return FOUND;
  }

  private void fails(TenantName tenant, String name, String part) {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> lookups.of(tenant, name))
        .withMessageContaining(part);
  }

  private static TenantName tenant(int number) {
    return new TenantName("t" + number);
  }

  @Test
  void aNameIsFoundOrIsNotThere() throws IOException {
    assertThat(lookups.of(HOME, "a.example.com")).isEqualTo(FOUND);
    assertThatExceptionOfType(UnknownHostException.class)
        .isThrownBy(() -> lookups.of(HOME, "unknown.example.com"));
  }

  @Test
  void whoeverAsksANameServerThatHangsIsSentAwayInTime() {
    long began = System.nanoTime();
    fails(HOME, "hangs.example.com", "not looked up in time");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(SHORT, Duration.ofSeconds(9));
  }

  @Test
  void whatIsBeingLookedUpIsNotAskedForTwice() {
    fails(HOME, "hangs.example.com", "in time");
    fails(HOME, "hangs.example.com", "in time");
    assertThat(asked).hasValue(1);
  }

  @Test
  void oneTenantsNamesThatHangTakeItsOwnPlacesAndNobodyElses() throws IOException {
    for (int i = 0; i < Lookups.OF_ONE; i++) {
      fails(HOME, "hangs" + i + ".example.com", "in time");
    }
    fails(HOME, "a.example.com", "too many");
    assertThat(asked).hasValue(Lookups.OF_ONE);
    assertThat(lookups.of(tenant(1), "a.example.com")).isEqualTo(FOUND);
  }

  /** Many tenants' names hang: who has none under way finds a place, until there is none at all. */
  @Test
  void halfOfThePlacesAreForTenantsThatHaveNone() throws IOException {
    int crowd = Lookups.AT_ONCE / 2 / Lookups.OF_ONE;
    Lookups brief = new Lookups(this::lookUp, Duration.ofMillis(1));
    for (int i = 0; i < crowd * Lookups.OF_ONE; i++) {
      hang(brief, tenant(i / Lookups.OF_ONE), "hangs" + i);
    }
    hang(brief, tenant(1_000), "hangs");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> brief.of(tenant(1_000), "hangs too"))
        .withMessageContaining("too many");
    for (int i = 1; i < Lookups.AT_ONCE / 2; i++) {
      hang(brief, tenant(1_000 + i), "hangs");
    }
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> brief.of(tenant(2_000), "a"))
        .withMessageContaining("too many");
  }

  private static void hang(Lookups lookups, TenantName tenant, String name) {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> lookups.of(tenant, name))
        .withMessageContaining("in time");
  }

  @Test
  void aPlaceIsGivenBackWhenTheNameServerAnswersAtLast() throws InterruptedException {
    for (int i = 0; i < Lookups.OF_ONE; i++) {
      fails(HOME, "hangs" + i + ".example.com", "in time");
    }
    release.countDown();
    boolean found = false;
    while (!found) {
      try {
        found = lookups.of(HOME, "a.example.com").length == 1;
      } catch (IOException stillTooMany) {
        Thread.sleep(5);
      }
    }
    assertThat(found).isTrue();
  }

  @Test
  void aMistakeOfTheLookUpIsAFailureLikeAnyOther() {
    Lookups mistaken =
        new Lookups(name -> {
          throw new IllegalStateException("a mistake");
        });
    for (int i = 0; i < Lookups.OF_ONE + 1; i++) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> mistaken.of(HOME, "a.example.com"))
          .withMessageContaining("cannot be looked up");
    }
  }
}
